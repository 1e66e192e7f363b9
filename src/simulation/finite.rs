//! Numbers that need not be finite, in files: JSON knows neither NaN nor infinity, so there they are nothing. What nothing
//! means depends on the field.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes a number, or nothing for one that is not finite.
pub(super) fn write<S: Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
    number.is_finite().then_some(*number).serialize(to)
}

/// Reads a number that is NaN where there is nothing.
pub(super) fn read_or_nan<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_else(nan))
}

/// Reads a number that is infinite where there is nothing.
pub(super) fn read_or_infinite<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_else(infinite))
}

/// For formats that leave out what is nothing.
pub(super) fn nan() -> f64 {
    f64::NAN
}

/// For formats that leave out what is nothing.
pub(super) fn infinite() -> f64 {
    f64::INFINITY
}

#[cfg(test)]
mod tests {
    use crate::simulation::Estimate;

    /// Bits, so that NaN is NaN.
    fn bits(of: Estimate) -> [u64; 2] {
        [of.value.to_bits(), of.error.to_bits()]
    }

    #[test]
    fn what_is_not_finite_is_null_and_reads_back() {
        for (value, error, json) in [
            (0.1 + 0.2, 5e-324, r#"{"value":0.30000000000000004,"error":5e-324}"#),
            (-1.5, f64::INFINITY, r#"{"value":-1.5,"error":null}"#),
            (f64::NAN, f64::INFINITY, r#"{"value":null,"error":null}"#),
        ] {
            let estimate = Estimate { value, error };
            assert_eq!(serde_json::to_string(&estimate).unwrap(), json);
            assert_eq!(bits(serde_json::from_str(json).unwrap()), bits(estimate), "{json}");
        }
        let left_out: Estimate = serde_json::from_str(r#"{"value":2.5}"#).unwrap();
        assert_eq!(left_out, Estimate { value: 2.5, error: f64::INFINITY });
    }
}
