//! From a file's bytes to text, whatever the program that wrote it thought of encodings.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoText {
    /// Zero bytes, as in pictures and spreadsheets.
    #[error("this is no text file: save the sheet as CSV (UTF-8) and import that")]
    Binary,
    /// A mark at the start promises an encoding, and the rest breaks it.
    #[error("the file says it is {0}, but is not: save it again as CSV (UTF-8)")]
    Broken(&'static str),
}

/// Reads bytes as text: by the mark at the start (UTF-8, UTF-16, UTF-32), else as UTF-8, else as Windows-1252, which
/// holds Latin-1.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, NoText> {
    // The mark of UTF-32, little end first, begins like that of UTF-16.
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe, 0, 0]) {
        return utf_32(rest, u32::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0, 0, 0xfe, 0xff]) {
        return utf_32(rest, u32::from_be_bytes);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return marked(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if bytes.contains(&0) {
        return unmarked(bytes);
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    })
}

/// How many bytes tell an encoding that nothing marks.
const TELLING: usize = 4_096;

/// Text with zero bytes and no mark: they stand where the letters of a wide encoding are small.
fn unmarked(bytes: &[u8]) -> Result<String, NoText> {
    let (letters, rest) = bytes.get(..TELLING).unwrap_or(bytes).as_chunks::<4>();
    let zeros = |at: usize| {
        letters.iter().filter(|letter| letter.get(at) == Some(&0)).count() * 10 >= letters.len() * 9
    };
    let found = match [zeros(0), zeros(1), zeros(2), zeros(3)] {
        _ if letters.is_empty() && rest.is_empty() => return Err(NoText::Binary),
        [true, true, true, false] => utf_32(bytes, u32::from_be_bytes),
        [false, true, true, true] => utf_32(bytes, u32::from_le_bytes),
        [true, false, true, false] => wide(encoding_rs::UTF_16BE, bytes),
        [false, true, false, true] => wide(encoding_rs::UTF_16LE, bytes),
        _ => return Err(NoText::Binary),
    };
    found.ok().filter(|text| !text.contains('\0')).ok_or(NoText::Binary)
}

fn wide(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, NoText> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
        .ok_or(NoText::Broken("UTF-16"))
}

/// Some programs put the mark of UTF-16 before UTF-32: a zero character gives them away.
fn marked(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, NoText> {
    let name = if encoding == UTF_8 { "UTF-8" } else { "UTF-16" };
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if !text.contains('\0') => Ok(text.into_owned()),
        _ => utf_32(bytes, u32::from_be_bytes)
            .or_else(|_| utf_32(bytes, u32::from_le_bytes))
            .map_err(|_| NoText::Broken(name)),
    }
}

fn utf_32(bytes: &[u8], read: fn([u8; 4]) -> u32) -> Result<String, NoText> {
    let (letters, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(NoText::Broken("UTF-32"));
    }
    letters
        .iter()
        .map(|letter| char::from_u32(read(*letter)).ok_or(NoText::Broken("UTF-32")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_reads_as_the_same_text() {
        let text = "größe;1\n";
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf_16_be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let utf_32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
            marked(&[0xff, 0xfe], &utf_16),
            marked(&[0xfe, 0xff], &utf_16_be),
            marked(&[0xff, 0xfe, 0, 0], &utf_32),
            marked(&[0xfe, 0xff], &utf_32),
            utf_16.clone(),
            utf_16_be.clone(),
            utf_32.clone(),
            b"gr\xf6\xdfe;1\n".to_vec(),
        ] {
            assert_eq!(decode(&bytes), Ok(text.to_owned()), "{bytes:?}");
        }
    }

    #[test]
    fn a_picture_is_no_text() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(NoText::Binary));
        assert_eq!(decode(&[0xff, 0xfe, 0, 0, 1]), Err(NoText::Broken("UTF-32")));
    }
}
