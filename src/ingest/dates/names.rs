//! Words of dates: months in several languages, weekdays, halves of the day, zones.

const MONTHS: [&[&str]; 12] = [
    &["jan", "januar", "janvier", "enero", "janv", "ene", "gennaio", "januari"],
    &["feb", "februar", "fevrier", "février", "févr", "febrero", "febbraio", "februari"],
    &["mar", "märz", "maerz", "mrz", "mars", "marzo", "maart"],
    &["apr", "avril", "avr", "abril", "abr", "aprile"],
    &["may", "mai", "mayo", "maggio", "mei"],
    &["jun", "juni", "juin", "junio", "giugno"],
    &["jul", "juli", "juillet", "juil", "julio", "luglio"],
    &["aug", "août", "aout", "agosto", "ago", "augustus"],
    &["sep", "sept", "septembre", "septiembre", "settembre"],
    &["oct", "okt", "oktober", "octobre", "octubre", "ottobre"],
    &["nov", "novembre", "noviembre"],
    &["dec", "dez", "dezember", "décembre", "decembre", "déc", "dic", "diciembre", "dicembre"],
];

const ENGLISH: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

pub fn month_of(word: &str) -> Option<i32> {
    let word = word.trim_end_matches('.');
    let position =
        MONTHS.iter().zip(ENGLISH).position(|(names, english)| names.contains(&word) || word == *english)?;
    Some(position as i32 + 1)
}

/// Words that may stand in a date and say nothing.
pub fn is_filler(word: &str) -> bool {
    const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const FILLERS: &[&str] = &["th", "st", "nd", "rd", "de", "of", "at", "um", "uhr", "日", "號", "号"];
    const ZONES: &[&str] = &[
        "utc", "gmt", "z", "pst", "pdt", "est", "edt", "cst", "cdt", "mst", "mdt", "cet", "cest", "bst",
        "jst", "hkt", "ist", "aest", "aedt",
    ];
    FILLERS.contains(&word)
        || ZONES.contains(&word)
        || DAYS.iter().any(|day| word.len() >= 3 && word.len() <= 9 && word.starts_with(day))
        || word.starts_with("星期")
        || word.starts_with("週")
        || word.starts_with("周")
        || word.chars().count() == 1 && "一二三四五六日".contains(word)
}

/// Half of the day a clock word means: hours to add when the hour is below 12.
pub fn half_of_day(word: &str) -> Option<bool> {
    match word {
        "am" | "a.m." | "a.m" | "上午" | "凌晨" | "早上" | "清晨" => Some(false),
        "pm" | "p.m." | "p.m" | "下午" | "晚上" | "中午" | "傍晚" => Some(true),
        _ => None,
    }
}
