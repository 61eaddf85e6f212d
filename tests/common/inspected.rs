//! A file as `regulars inspect` understands it.

use regulars::ingest::{self, ReadOptions};
use regulars::roles::{self, Inspection};

pub fn inspect(name: &str, bytes: &[u8]) -> Inspection {
    let read = ingest::read(name, bytes, &ReadOptions::default());
    roles::inspect(name, &read, &|message| message.key.to_string())
}

/// The roles as one line, `role=header` in the order of the roles' names.
pub fn summary(inspection: &Inspection) -> String {
    let roles: Vec<String> =
        inspection.roles.iter().map(|(role, column)| format!("{role}={column}")).collect();
    roles.join(" ")
}
