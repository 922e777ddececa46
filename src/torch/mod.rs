//! Models on libtorch, through rust-bert: the same numbers as from [`model`](crate::model), on a processor or a GPU.
//!
//! Only built with the feature `torch`, which needs libtorch: `docs/backends.md`.

#[cfg(test)]
mod tests {
    #[test]
    fn libtorch_computes() {
        let sum = tch::Tensor::from_slice(&[1.0f32, 2.0, 4.0]).sum(tch::Kind::Float);
        assert_eq!(f32::try_from(sum).unwrap(), 7.0);
    }
}
