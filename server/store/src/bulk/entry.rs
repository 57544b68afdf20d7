//! What the journal says of a record that came to be, written straight from the record: a load writes millions.

use serde::Serialize;

/// The same text as the JSON of [`domain::journal::diff`] from nothing, without the maps between.
pub(super) fn told<T: Serialize>(record: &T) -> String {
    let record = serde_json::to_string(record).unwrap_or_default();
    let mut fields = fields(&record);
    fields.retain(|(name, value)| !matches!(*name, "\"id\"" | "\"version\"") && *value != "null");
    fields.sort_unstable();
    let mut text = String::with_capacity(record.len() + fields.len() * 22 + 2);
    text.push('{');
    for (name, value) in fields {
        if text.len() > 1 {
            text.push(',');
        }
        for piece in [name, ":{\"from\":null,\"to\":", value, "}"] {
            text.push_str(piece);
        }
    }
    text.push('}');
    text
}

/// The fields of a JSON object without blanks: their quoted names, and their values.
fn fields(object: &str) -> Vec<(&str, &str)> {
    let mut fields = Vec::with_capacity(48);
    let inner = object.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let mut rest = inner.unwrap_or_default();
    while !rest.is_empty() {
        let name_ends = end(rest, b':');
        let value_ends = end(rest, b',');
        let (Some(name), Some(value)) =
            (rest.get(..name_ends), rest.get(name_ends + 1..value_ends))
        else {
            break;
        };
        fields.push((name, value));
        rest = rest.get(value_ends + 1..).unwrap_or_default();
    }
    fields
}

/// Where `mark` first stands outside of texts, lists and objects, or the end.
fn end(json: &str, mark: u8) -> usize {
    let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ if byte == mark && depth == 0 => return at,
            _ => {}
        }
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use domain::journal::diff;
    use serde_json::{Value, json};

    use super::*;

    fn same(record: &Value) {
        let expected = serde_json::to_string(&diff(None, record)).unwrap();
        assert_eq!(told(record), expected);
    }

    #[test]
    fn it_is_what_a_diff_from_nothing_says() {
        same(&json!({}));
        same(&json!({ "id": 7, "version": 1, "name": "a" }));
        same(&json!({ "name": "a,\"b\\\":{}[", "none": null, "list": ["x,y", 2, { "k": null }] }));
        same(&json!({ "z": 1.5, "a": { "id": 3, "deep": [[1], [2]] }, "flag": true, "é:": "\n" }));
    }
}
