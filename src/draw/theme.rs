//! Colours. Every text reaches 4.5 : 1 on its ground, every mark 3 : 1 on paper.

use crate::report::Tone;
use serde::{Deserialize, Serialize};

/// What the picture lies on. Print is the light theme on white.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Light,
    Dark,
    Print,
}

/// sRGB and opacity 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour {
    pub rgb: (u8, u8, u8),
    pub alpha: f64,
}

/// The colours of a theme.
pub(super) struct Palette {
    pub paper: Colour,
    pub ink: Colour,
    /// Labels of marks.
    pub ink2: Colour,
    /// Ticks and axis names.
    pub ink3: Colour,
    pub rule: Colour,
    pub accent: Colour,
    /// Context series.
    pub grey: Colour,
    pub good: Colour,
    pub warn: Colour,
    pub bad: Colour,
    pub groups: [Colour; 6],
    /// How much accent the five steps of a sequential ramp hold. They leave out the blues on which neither ink nor
    /// paper could be read.
    steps: [f64; 5],
}

const fn hex(rgb: u32) -> Colour {
    Colour { rgb: ((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8), alpha: 1.0 }
}

const LIGHT: Palette = Palette {
    paper: hex(0xFBFAF7),
    ink: hex(0x1A1D21),
    ink2: hex(0x4A5058),
    ink3: hex(0x6B727B),
    rule: hex(0xD9D6CE),
    accent: hex(0x0961BB),
    grey: hex(0xA9ADB3),
    good: hex(0x04766F),
    warn: hex(0x8A5A00),
    bad: hex(0xB71D00),
    groups: [hex(0x072869), hex(0x0961BB), hex(0x04A19B), hex(0xB68028), hex(0xB71D00), hex(0x82456F)],
    steps: [0.16, 0.32, 0.48, 0.66, 1.0],
};

const DARK: Palette = Palette {
    paper: hex(0x14171C),
    ink: hex(0xE9E7E1),
    ink2: hex(0xB4B8BF),
    ink3: hex(0x8C929B),
    rule: hex(0x2C323B),
    accent: hex(0x6FA8FF),
    grey: hex(0x6A717C),
    good: hex(0x5CC9BD),
    warn: hex(0xF0B849),
    bad: hex(0xFF8A73),
    groups: [hex(0x5E78D9), hex(0x80E1FE), hex(0x7AB39A), hex(0xF9D46B), hex(0xD64A33), hex(0xAA678E)],
    steps: [0.16, 0.3, 0.44, 0.78, 1.0],
};

const PRINT: Palette = Palette { paper: hex(0xFFFFFF), ..LIGHT };

impl Theme {
    pub(super) fn palette(self) -> &'static Palette {
        match self {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
            Theme::Print => &PRINT,
        }
    }
}

impl Palette {
    pub fn tone(&self, tone: Tone) -> Colour {
        match tone {
            Tone::Accent => self.accent,
            Tone::Grey => self.grey,
            Tone::Good => self.good,
            Tone::Warn => self.warn,
            Tone::Bad => self.bad,
            Tone::Group(group) => self.groups[usize::from(group) % 6],
        }
    }

    /// The tone as a colour for words: grey series are named in label ink, pale ones darkened until they can be read.
    pub fn words(&self, tone: Tone) -> Colour {
        let colour = if tone == Tone::Grey { self.ink3 } else { self.tone(tone) };
        (0..=10)
            .map(|step| colour.over(self.ink, f64::from(10 - step) / 10.0))
            .find(|colour| contrast(*colour, self.paper) >= 4.5)
            .unwrap_or(self.ink)
    }

    /// Five steps from pale to full accent; `share` 0..=1.
    pub fn sequential(&self, share: f64) -> Colour {
        let step = (share.clamp(0.0, 1.0) * 5.0) as usize;
        self.accent.over(self.paper, self.steps[step.min(4)])
    }

    /// Red below the middle, blue above, paper-like at 0.5; three steps a side.
    pub fn diverging(&self, share: f64) -> Colour {
        let distance = (share.clamp(0.0, 1.0) - 0.5) * 2.0;
        let end = if distance < 0.0 { self.bad } else { self.accent };
        let step = match distance.abs() {
            d if d < 0.1 => return self.grey.over(self.paper, 0.25),
            d if d < 0.4 => 0.18,
            d if d < 0.7 => 0.34,
            _ => 0.5,
        };
        end.over(self.paper, step)
    }

    /// Ink or paper, whichever is read better on `ground`.
    pub fn on(&self, ground: Colour) -> Colour {
        if contrast(self.ink, ground) >= contrast(self.paper, ground) { self.ink } else { self.paper }
    }
}

impl Colour {
    pub fn with_alpha(self, alpha: f64) -> Colour {
        Colour { alpha, ..self }
    }

    /// `share` of this colour laid over `ground`, as a solid colour.
    pub fn over(self, ground: Colour, share: f64) -> Colour {
        let mix = |a: u8, b: u8| (f64::from(a) * share + f64::from(b) * (1.0 - share)).round() as u8;
        let ((r, g, b), (r0, g0, b0)) = (self.rgb, ground.rgb);
        Colour { rgb: (mix(r, r0), mix(g, g0), mix(b, b0)), alpha: 1.0 }
    }
}

/// Contrast ratio of WCAG 2, 1..=21.
pub(super) fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: Colour) -> f64 {
    let linear = |channel: u8| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
    };
    let (r, g, b) = colour.rgb;
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_printed_can_be_read() {
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            let palette = theme.palette();
            for text in [palette.ink, palette.ink2, palette.ink3] {
                assert!(contrast(text, palette.paper) >= 4.5);
            }
            let tones = [Tone::Accent, Tone::Grey, Tone::Good, Tone::Warn, Tone::Bad];
            for tone in tones.into_iter().chain((0..6).map(Tone::Group)) {
                assert!(contrast(palette.words(tone), palette.paper) >= 4.5, "{theme:?} {tone:?}");
                assert!(tone == Tone::Grey || contrast(palette.tone(tone), palette.paper) >= 3.0);
            }
            for share in [0.0, 0.05, 0.25, 0.45, 0.5, 0.65, 0.75, 0.9, 1.0] {
                for ground in [palette.sequential(share), palette.diverging(share)] {
                    let contrast = contrast(palette.on(ground), ground);
                    assert!(contrast >= 4.5, "{theme:?} {share}: {contrast}");
                }
            }
            assert!(contrast(palette.sequential(0.0), palette.paper) >= 1.25, "{theme:?}");
        }
    }
}
