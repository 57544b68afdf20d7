//! Makes cargo notice new names in `target/site`, which the binary carries inside.

fn main() {
    let site = "../target/site";
    // A folder that is missing would count as changed at every build.
    let _ = std::fs::create_dir_all(site);
    println!("cargo:rerun-if-changed={site}");
}
