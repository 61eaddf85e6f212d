//! Clock times and the zones behind them.

use super::names::{half_of_day, is_filler};

/// `090507Z` behind `20240131T`.
pub fn compact_clock(text: &str) -> Option<i32> {
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = |from: usize| text[from..from + 2].parse::<i32>().ok();
    if n_digits != 4 && n_digits != 6 || !is_zone(&text[n_digits..]) {
        return None;
    }
    seconds(number(0)?, number(2)?, if n_digits == 6 { number(4)? } else { 0 })
}

pub fn seconds(hour: i32, minute: i32, second: i32) -> Option<i32> {
    let is_right = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    is_right.then(|| hour * 3600 + minute * 60 + second.min(59))
}

/// A clock time: `9:30`, `09:30:15.123`, `下午 03:49:00`, `1:05:07 AM PDT`, `09:15:00 +0800`, `9時30分`.
pub fn clock(text: &str) -> Option<i32> {
    let mut rest = text.trim();
    let mut is_afternoon = None;
    let take_word = |rest: &mut &str| {
        let len = rest.find(|c: char| !c.is_alphabetic() && c != '.').unwrap_or(rest.len());
        let word = rest[..len].to_lowercase();
        (word, len)
    };
    let (word, len) = take_word(&mut rest);
    if len > 0 {
        is_afternoon = Some(half_of_day(&word)?);
        rest = rest[len..].trim_start();
    }
    let mut numbers = [0i32; 3];
    let mut n = 0;
    while n < 3 {
        let len = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&len) {
            return None;
        }
        numbers[n] = rest[..len].parse().ok()?;
        n += 1;
        rest = &rest[len..];
        let separator = rest.chars().next();
        match separator {
            Some(':') => rest = &rest[1..],
            Some('時' | '时' | '点' | '點' | '分') => {
                rest = &rest['時'.len_utf8()..];
                if !rest.starts_with(|c: char| c.is_ascii_digit()) {
                    break;
                }
            }
            _ => break,
        }
    }
    if n < 2 {
        return None;
    }
    rest = rest.strip_prefix('秒').unwrap_or(rest);
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        let len = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if len == 0 {
            return None;
        }
        rest = &fraction[len..];
    }
    rest = rest.trim_start();
    let (word, len) = take_word(&mut rest);
    if let Some(half) = half_of_day(&word) {
        is_afternoon.get_or_insert(half);
        rest = rest[len..].trim_start();
    }
    is_zone(rest).then_some(())?;
    let hour = match is_afternoon {
        Some(true) if numbers[0] < 12 => numbers[0] + 12,
        Some(false) if numbers[0] == 12 => 0,
        _ => numbers[0],
    };
    seconds(hour, numbers[1], numbers[2])
}

/// Nothing, `Z`, `UTC`, `PDT`, `+0800`, `-04:00`, `UTC+8`, `GMT+08:00`, `GMT+0800 (China Standard Time)`.
pub fn is_zone(text: &str) -> bool {
    let text = match text.trim().strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((zone, _)) => zone,
        None => text,
    };
    let lower = text.trim().to_ascii_lowercase();
    let rest = lower.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let word = &lower[..lower.len() - rest.len()];
    if !word.is_empty() && !is_filler(word) {
        return false;
    }
    let rest = rest.trim();
    rest.is_empty()
        || rest.starts_with(['+', '-'])
            && (2..=6).contains(&rest.len())
            && rest[1..].bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
}
