//! The page's own files, carried inside the binary: code, style, font and icons, with their compressed twins.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use app::assets::AssetNames;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

/// A name with a hash in it never means anything else.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Embedded;

static SITE: LazyLock<BTreeMap<String, File>> = LazyLock::new(|| {
    Embedded::iter()
        .filter(|path| !is_internal(path))
        .filter_map(|path| Some((path.to_string(), File::of(&path)?)))
        .collect()
});

static NAMES: LazyLock<AssetNames> = LazyLock::new(|| {
    Embedded::get("manifest.json")
        .and_then(|file| serde_json::from_slice::<Manifest>(&file.data).ok())
        .map_or_else(AssetNames::default, AssetNames::from)
});

/// The addresses that pages write into their documents.
#[must_use]
pub fn names() -> AssetNames {
    NAMES.clone()
}

/// A route for each file.
pub fn routes() -> Router {
    SITE.iter().fold(Router::new(), |router, (path, file)| {
        router.route(
            &format!("/{path}"),
            get(move |headers: HeaderMap| async move { file.answer(&headers) }),
        )
    })
}

/// The build's notes and the compressed twins have no address of their own.
fn is_internal(path: &str) -> bool {
    path.starts_with('.')
        || path == "manifest.json"
        || matches!(path.rsplit_once('.'), Some((_, "br" | "gz")))
}

#[derive(Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
    font: Option<String>,
    #[serde(default)]
    groups: BTreeMap<String, String>,
}

impl From<Manifest> for AssetNames {
    fn from(manifest: Manifest) -> Self {
        let address = |path: String| format!("/{path}");
        Self {
            js: address(manifest.js),
            wasm: address(manifest.wasm),
            css: address(manifest.css),
            font: manifest.font.map_or_else(|| Self::default().font, address),
            groups: manifest
                .groups
                .into_iter()
                .map(|(group, code)| (group, address(code)))
                .collect(),
        }
    }
}

struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    kind: HeaderValue,
    caching: HeaderValue,
    hash: String,
}

impl File {
    fn of(path: &str) -> Option<Self> {
        let plain = Embedded::get(path)?;
        let twin = |end: &str| Embedded::get(&format!("{path}.{end}")).map(bytes);
        let hash = plain.metadata.sha256_hash();
        let hash = hash.first_chunk().map_or(0, |first| u64::from_be_bytes(*first));
        Some(Self {
            kind: content_type(path),
            caching: if is_hashed(path) { FOREVER } else { ASK_AGAIN },
            hash: format!("{hash:016x}"),
            brotli: twin("br"),
            gzip: twin("gz"),
            plain: bytes(plain),
        })
    }

    fn answer(&self, request: &HeaderMap) -> Response {
        let (encoding, content) = match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(request, "br") => (Some("br"), brotli),
            (_, Some(gzip)) if accepts(request, "gzip") => (Some("gzip"), gzip),
            _ => (None, &self.plain),
        };
        // Each encoding is a content of its own, so it has a tag of its own.
        let tag = format!("\"{}-{}\"", self.hash, encoding.unwrap_or("plain"));
        let known = request
            .get(IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|known| known.contains(&tag));
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(content.clone()).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, self.kind.clone());
        headers.insert(CACHE_CONTROL, self.caching.clone());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(ETAG, tag);
        }
        response
    }
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

fn content_type(path: &str) -> HeaderValue {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let text =
        if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    HeaderValue::from_str(&text)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"))
}

/// `main.0123456789ab.css`, or code in `pkg/0123456789ab/`: the build puts twelve digits of the content's hash there.
fn is_hashed(path: &str) -> bool {
    path.split(['/', '.'])
        .any(|part| part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    request
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|offer| offer.split_once(';').unwrap_or((offer, "")))
        .any(|(name, weight)| name.trim() == encoding && weight.trim() != "q=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_a_hash_is_kept_forever() {
        assert!(is_hashed("pkg/main.0123456789ab.css"));
        assert!(is_hashed("pkg/0123456789ab/frontend.js"));
        assert!(!is_hashed("favicon.svg"));
        assert!(!is_hashed("pkg/snippets/inline0.js"));
    }

    #[test]
    fn an_encoding_is_used_when_the_browser_offers_it() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br;q=0"));
        assert!(accepts(&headers, "gzip"));
        assert!(!accepts(&headers, "br"));
    }
}
