//! The three languages say the same things.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Keys and the variables of each message, by language.
fn entries(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut entries = BTreeMap::new();
    let mut files: Vec<_> =
        fs::read_dir(format!("locales/{language}")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let resource = fluent_bundle::FluentResource::try_new(text.clone());
        assert!(resource.is_ok(), "{}: {:?}", path.display(), resource.err().map(|(_, faults)| faults));
        let mut key = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) =
                line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                let is_new = entries.insert(name.to_owned(), BTreeSet::new()).is_none();
                assert!(is_new, "{}: {name} stands twice", path.display());
                key = Some(name.to_owned());
            }
            let Some(variables) = key.as_ref().and_then(|key| entries.get_mut(key)) else { continue };
            for piece in line.split('$').skip(1) {
                let name: String =
                    piece.chars().take_while(|c| c.is_alphanumeric() || "-_".contains(*c)).collect();
                variables.insert(name.trim_end_matches("-count").to_owned());
            }
        }
    }
    entries
}

#[test]
fn every_message_exists_in_every_language_with_the_same_values() {
    let english = entries("en");
    assert!(!english.is_empty());
    for language in ["zh-Hant", "zh-Hans"] {
        let other = entries(language);
        let keys: BTreeSet<_> = english.keys().chain(other.keys()).collect();
        let faults: Vec<_> = keys.into_iter().filter(|key| english.get(*key) != other.get(*key)).collect();
        assert!(faults.is_empty(), "{language} differs from English in {faults:?}");
    }
}
