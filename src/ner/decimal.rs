//! Exact decimal numbers, as texts write them.

use std::fmt;

/// `digits / 10^places`; written without trailing zeros after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: u128,
    places: u32,
}

impl Decimal {
    pub fn whole(n: u128) -> Decimal {
        Decimal { digits: n, places: 0 }
    }

    /// From the digits before and after the point; `None` past 30 digits.
    pub fn parse(whole: &str, fraction: &str) -> Option<Decimal> {
        if whole.len() + fraction.len() > 30 {
            return None;
        }
        let digits = format!("{whole}{fraction}").parse().ok()?;
        Some(Decimal { digits, places: fraction.len() as u32 }.reduced())
    }

    pub fn times(self, other: Decimal) -> Option<Decimal> {
        let digits = self.digits.checked_mul(other.digits)?;
        Some(Decimal { digits, places: self.places + other.places }.reduced())
    }

    pub fn plus(self, other: Decimal) -> Option<Decimal> {
        let places = self.places.max(other.places);
        let at = |d: Decimal| d.digits.checked_mul(10u128.checked_pow(places - d.places)?);
        Some(Decimal { digits: at(self)?.checked_add(at(other)?)?, places }.reduced())
    }

    pub fn less_than(self, other: Decimal) -> bool {
        let places = self.places.max(other.places);
        let at = |d: Decimal| {
            10u128.checked_pow(places - d.places).and_then(|p| d.digits.checked_mul(p))
        };
        matches!((at(self), at(other)), (Some(a), Some(b)) if a < b)
    }

    /// The number if it is whole and fits.
    pub fn to_u32(self) -> Option<u32> {
        if self.places == 0 { self.digits.try_into().ok() } else { None }
    }

    fn reduced(mut self) -> Decimal {
        while self.places > 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.places -= 1;
        }
        self
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.places == 0 {
            return write!(f, "{}", self.digits);
        }
        let places = self.places as usize;
        let text = format!("{:0>width$}", self.digits, width = places + 1);
        let (whole, fraction) = text.split_at(text.len() - places);
        write!(f, "{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_is_exact() {
        let d = |w, f| Decimal::parse(w, f).unwrap();
        assert_eq!(
            d("1", "13").times(Decimal::whole(1_000_000_000)).unwrap().to_string(),
            "1130000000"
        );
        assert_eq!(d("0", "05").to_string(), "0.05");
        assert_eq!(d("2", "50").plus(d("0", "5")).unwrap().to_string(), "3");
        assert!(d("1", "5").less_than(d("2", "")));
        assert_eq!(d("007", "").to_string(), "7");
        assert!(Decimal::parse(&"9".repeat(31), "").is_none());
    }
}
