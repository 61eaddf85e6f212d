//! Recognising exports of known systems: a few headers that stand together nowhere else. A fingerprint settles roles and
//! grain; the catalogue of systems is `platforms.txt`.

use super::evidence::Evidence;
use super::mapping::{Grain, Mapping, Role, RoleChoice};
use super::questions::question;
use super::synonyms::{Folded, Names, fold_header};
use crate::message::Message;

const CONFIDENCE: f64 = 0.98;
const CATALOGUE: &str = include_str!("platforms.txt");

/// An export of a known system.
#[derive(Default)]
struct Platform {
    id: &'static str,
    /// The system's own name, the same in all languages.
    title: &'static str,
    grain: Grain,
    /// Headers that all have to be there, each in its several spellings.
    marks: Vec<Vec<&'static str>>,
    /// Role and header. Of several headers for one role the first with cells is taken.
    roles: Vec<(Role, &'static str)>,
    /// Columns that are another reading of a role's amount: worth a question when the sums differ.
    rivals: Vec<(Role, &'static str)>,
}

/// The catalogue, read one system after the other.
fn catalogue() -> impl Iterator<Item = Platform> {
    CATALOGUE.split("\n\n").filter_map(|block| {
        let mut lines = block.lines().filter(|line| !line.starts_with('#')).peekable();
        let mut head = lines.next()?.split(" = ");
        let (id, title) = (head.next()?, head.next()?);
        let mut platform = Platform { id, title, grain: Grain::named(head.next()?)?, ..Platform::default() };
        while let Some(line) = lines.next() {
            let (key, first) = line.trim().split_once(':')?;
            let mut headers = headers_of(first);
            while let Some(more) = lines.next_if(|line| line.starts_with("        ")) {
                headers.extend(headers_of(more));
            }
            match (key, key.strip_prefix("or ")) {
                ("marks", _) => {
                    platform.marks = headers.iter().map(|mark| mark.split('|').collect()).collect()
                }
                (_, Some(role)) => platform.rivals.push((Role::named(role)?, headers.first().copied()?)),
                (role, None) => {
                    let role = Role::named(role)?;
                    platform.roles.extend(headers.into_iter().map(|header| (role, header)));
                }
            }
        }
        Some(platform)
    })
}

fn headers_of(list: &'static str) -> Vec<&'static str> {
    list.split(';').map(str::trim).filter(|header| !header.is_empty()).collect()
}

/// The mapping of a known export, or `None` when no fingerprint fits.
pub fn recognise(headers: &[Folded], evidence: &Evidence) -> Option<Mapping> {
    let find = |name: &str| {
        let name = fold_header(name).joined;
        headers.iter().position(|header| header.joined == name)
    };
    let platform = catalogue()
        .find(|platform| platform.marks.iter().all(|mark| mark.iter().any(|name| find(name).is_some())))?;
    let mut mapping =
        Mapping { grain: platform.grain, platform: Some(platform.id.to_owned()), ..Mapping::default() };
    let mut taken: Vec<usize> = Vec::new();
    for (role, name) in &platform.roles {
        let Some(column) = find(name).filter(|column| !taken.contains(column)) else { continue };
        // Of several headers for a role the first with cells counts; one without cells holds the place.
        let known = mapping.roles.iter().position(|choice| choice.role == *role);
        let is_filled = |column: usize| evidence.facts[column].n_valid > 0;
        match known {
            None => mapping.roles.push(choice(&platform, *role, column, evidence)),
            Some(at) => {
                let held = evidence.table.position(&mapping.roles[at].column);
                if held.is_some_and(is_filled) || !is_filled(column) {
                    continue;
                }
                taken.retain(|&other| Some(other) != held);
                mapping.roles[at] = choice(&platform, *role, column, evidence);
            }
        }
        taken.push(column);
    }
    totals_that_vary_are_lines(&mut mapping, evidence);
    respondents_by_cells(&mut mapping, evidence);
    rating_by_question(&mut mapping, headers, evidence);
    ask(&platform, &mut mapping, evidence, &find);
    Some(mapping)
}

fn choice(platform: &Platform, role: Role, column: usize, evidence: &Evidence) -> RoleChoice {
    let why = vec![Message::new("roles-why-platform").text("platform", platform.title)];
    RoleChoice { role, column: evidence.table.columns[column].name.clone(), confidence: CONFIDENCE, why }
}

/// An "order total" that differs between the rows of one order belongs to the rows (sub-orders, part payments).
fn totals_that_vary_are_lines(mapping: &mut Mapping, evidence: &Evidence) {
    let position = |role: Role| mapping.column(role).and_then(|name| evidence.table.position(name));
    let (Some(order), Some(total)) = (position(Role::OrderId), position(Role::OrderTotal)) else { return };
    // A refund under the order's id is no second reading of its total.
    let takes_back = evidence.facts[total].negative_share > 0.0 && mapping.grain != Grain::Line;
    let varies = evidence.constant_within(order, total).is_some_and(|share| share < 0.9);
    if varies && !takes_back && position(Role::LineTotal).is_none() {
        for choice in mapping.roles.iter_mut().filter(|choice| choice.role == Role::OrderTotal) {
            choice.role = Role::LineTotal;
        }
    }
}

/// A survey names its questions freely: whoever answered is found by an address in the cells.
fn respondents_by_cells(mapping: &mut Mapping, evidence: &Evidence) {
    if mapping.grain != Grain::Response || mapping.column(Role::CustomerEmail).is_some() {
        return;
    }
    if let Some(column) =
        evidence.facts.iter().position(|facts| facts.n_valid > 0 && facts.email_share >= 0.8)
    {
        mapping.roles.push(RoleChoice {
            role: Role::CustomerEmail,
            column: evidence.table.columns[column].name.clone(),
            confidence: 0.8,
            why: vec![Message::new("roles-why-emails")],
        });
    }
}

/// The rating of a survey: the question that asks for one, else the first question answered on a scale.
fn rating_by_question(mapping: &mut Mapping, headers: &[Folded], evidence: &Evidence) {
    if mapping.grain != Grain::Response || mapping.column(Role::Rating).is_some() {
        return;
    }
    let is_scale = |column: usize| {
        let facts = &evidence.facts[column];
        facts.n_valid > 0 && facts.is_number && facts.is_whole && facts.min >= 0.0 && facts.max <= 10.0
    };
    let names = Names::default();
    let score = |column: usize| names.score(Role::Rating, &headers[column]);
    let is_question = |column: usize| {
        let number = headers[column].joined.strip_prefix('q');
        number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
    };
    let scales = || (0..headers.len()).filter(|&column| is_scale(column));
    let asked =
        scales().rev().max_by(|&a, &b| score(a).total_cmp(&score(b))).filter(|&best| score(best) > 0.5);
    if let Some(column) = asked.or_else(|| scales().find(|&column| is_question(column))) {
        mapping.roles.push(RoleChoice {
            role: Role::Rating,
            column: evidence.table.columns[column].name.clone(),
            confidence: 0.7,
            why: vec![Message::new("roles-why-scale")],
        });
    }
}

/// Where a system exports two readings of one amount, the user is asked which is theirs.
fn ask(
    platform: &Platform,
    mapping: &mut Mapping,
    evidence: &Evidence,
    find: &dyn Fn(&str) -> Option<usize>,
) {
    for (role, rival) in &platform.rivals {
        let chosen = mapping.column(*role).and_then(|name| evidence.table.position(name));
        let (Some(chosen), Some(rival)) = (chosen, find(rival)) else { continue };
        if chosen != rival
            && evidence.facts[rival].is_number
            && let Some(question) = question(*role, chosen, &[rival], evidence, mapping)
        {
            mapping.questions.push(question);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_catalogue_is_read() {
        let heads = CATALOGUE.lines().filter(|line| !line.starts_with([' ', '#']) && line.contains(" = "));
        let ids: Vec<&str> = heads.filter_map(|line| line.split(" = ").next()).collect();
        assert_eq!(catalogue().map(|platform| platform.id).collect::<Vec<_>>(), ids);
        assert!(catalogue().all(|platform| platform.marks.len() + platform.roles.len() >= 2));
    }
}
