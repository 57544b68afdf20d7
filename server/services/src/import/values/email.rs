//! Mail addresses as RFC 5321 takes them: what a mail server is given after `RCPT TO`.
//!
//! Comments, folded white space and the obsolete forms of RFC 5322 are refused: they are allowed within a message, and
//! no address book needs them.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The longest local part, domain, label and address, in bytes (RFC 5321, 4.5.3.1, and its erratum 1690).
const LOCAL: usize = 64;
const DOMAIN: usize = 253;
const LABEL: usize = 63;
const ADDRESS: usize = 254;

/// Whether a mail can be sent to this text as it stands.
pub(in crate::import) fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= ADDRESS
        && local.len() <= LOCAL
        && (is_dot_atom(local) || is_quoted(local))
        && (is_domain(domain) || is_literal(domain))
}

/// The address in lower case, without the white space and the `mailto:` that copying leaves around it.
pub(in crate::import) fn read(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text).to_lowercase();
    is_address(&text).then_some(text)
}

fn is_dot_atom(local: &str) -> bool {
    let atom = |atom: &str| !atom.is_empty() && atom.bytes().all(is_atext);
    local.split('.').all(atom)
}

const fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
        )
}

fn is_quoted(local: &str) -> bool {
    let inside = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let Some(inside) = inside.filter(|_| local.len() >= 2) else { return false };
    let mut bytes = inside.bytes();
    while let Some(byte) = bytes.next() {
        let sound = match byte {
            b'\\' => bytes.next().is_some_and(|quoted| (32..=126).contains(&quoted)),
            b'"' => false,
            other => (32..=126).contains(&other),
        };
        if !sound {
            return false;
        }
    }
    true
}

/// Letters of other scripts are taken: such domains travel as they are written (RFC 6531).
fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= LABEL
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter == '-' || letter.is_alphanumeric())
    };
    domain.len() <= DOMAIN && domain.split('.').all(label)
}

fn is_literal(domain: &str) -> bool {
    let inside = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match inside
        .map(|inside| (inside, inside.strip_prefix("IPv6:").or(inside.strip_prefix("ipv6:"))))
    {
        Some((_, Some(six))) => six.parse::<Ipv6Addr>().is_ok() && !hides_one_group(six),
        Some((four, None)) => four.parse::<Ipv4Addr>().is_ok(),
        None => false,
    }
}

/// `::` for one group only was given up (RFC 5952, 4.2.2). An address of four bytes at the end counts as two groups.
fn hides_one_group(six: &str) -> bool {
    let groups = six.split(':').filter(|group| !group.is_empty());
    let count: usize = groups.map(|group| if group.contains('.') { 2 } else { 1 }).sum();
    six.contains("::") && count >= 7
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn what_copying_leaves_around_an_address_is_taken_off() {
        assert_eq!(read("mailto:Ana@Example.com ").as_deref(), Some("ana@example.com"));
        assert_eq!(read("\u{3000}ana@müller.de\u{a0}").as_deref(), Some("ana@müller.de"));
        for wrong in [
            "",
            "ana",
            "ana@",
            "@example.com",
            "ana@example..com",
            "ana example@x.com",
            "a@b@c.com",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    /// The text between two tags, with the entities of XML and the pictures of control characters resolved.
    fn inner<'a>(test: &'a str, tag: &str) -> Option<&'a str> {
        let (_, rest) = test.split_once(&format!("<{tag}>"))?;
        rest.split_once(&format!("</{tag}>")).map(|(text, _)| text)
    }

    fn resolved(text: &str) -> String {
        let mut text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        while let Some((before, rest)) = text.split_once("&#x") {
            let (code, after) = rest.split_once(';').unwrap();
            let letter = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
            text = format!("{before}{letter}{after}");
        }
        let control = |letter: char| match u32::from(letter) {
            code @ 0x2400..=0x241f => char::from_u32(code - 0x2400).unwrap(),
            _ => letter,
        };
        text.replace("&amp;", "&").chars().map(control).collect()
    }

    /// The cases of `isemail`: an address is one that a mail server takes ("valid", "unknown to the DNS" and "valid
    /// for SMTP"); comments, obsolete and message-only forms are none.
    #[test]
    fn addresses_are_told_as_isemail_tells_them() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/data/email_validation/isemail_tests.xml");
        let Ok(xml) = std::fs::read_to_string(&path) else {
            eprintln!("skipped: {} is not there", path.display());
            return;
        };
        let (mut all, mut wrong) = (0, Vec::new());
        for test in xml.split("<test ").skip(1) {
            let address = resolved(inner(test, "address").unwrap_or_default());
            let category = inner(test, "category").unwrap().trim_start_matches("ISEMAIL_");
            let expected = ["VALID_CATEGORY", "DNSWARN", "RFC5321"].contains(&category);
            all += 1;
            if is_address(&address) != expected {
                wrong.push(format!("{address:?} {category}"));
            }
        }
        eprintln!("isemail: {} of {all} addresses agree", all - wrong.len());
        assert!(all > 150 && wrong.is_empty(), "{all}: {wrong:#?}");
    }
}
