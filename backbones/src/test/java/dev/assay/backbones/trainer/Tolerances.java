package dev.assay.backbones.trainer;

/**
 * How far float32 may be from the golden values: as recommended beside them, which is 5 to 10 times
 * what PyTorch's own float32 shows. Where nothing is recommended, it is about 10 times that.
 *
 * @param evalLogits of the largest logit
 * @param gradientNorm relative, of each parameter
 * @param gradientNormMedian relative, over parameters
 * @param gradientSample of the gradient's norm
 * @param sgdLoss absolute, of each step
 * @param adamLoss absolute, of each step
 * @param sgdParameter absolute, of each entry; not recommended but 10 times the measured
 * @param adamParameterMedian absolute, over entries
 * @param sgdAfter of the loss and the logits in evaluation mode after three steps, relative to the
 *     largest; not recommended but 5 to 20 times the measured
 * @param adamAfter likewise
 */
record Tolerances(
    double evalLogits,
    double gradientNorm,
    double gradientNormMedian,
    double gradientSample,
    double sgdLoss,
    double adamLoss,
    double sgdParameter,
    double adamParameterMedian,
    double sgdAfter,
    double adamAfter) {

  /** Of a checkpoint's standard deviation. */
  static final double CHECKPOINT = 1e-4;

  static final double POSITION = 5e-6;
  static final double FIRST_LOSS = 1e-5;
  static final double FIRST_LOGITS = 1e-5;
  static final double STATISTICS = 1e-5;

  /** Three steps of 1e-4 in the other direction: where a gradient is zero but for rounding. */
  static final double ADAM_PARAMETER = 6e-4;

  /** A head alone. */
  static final Tolerances FROZEN =
      new Tolerances(1e-5, 1e-5, 1e-5, 1e-5, 1e-5, 1e-5, 1e-5, 5e-6, 1e-5, 1e-5);

  static final Tolerances VGG =
      new Tolerances(1e-5, 3e-3, 1e-4, 3e-3, 1e-4, 2e-2, 3e-5, 5e-6, 3e-4, 2e-2);
  static final Tolerances RESNET =
      new Tolerances(5e-6, 1e-2, 3e-4, 2e-2, 3e-4, 3e-4, 3e-4, 2e-5, 1e-3, 3e-3);
  static final Tolerances DENSENET =
      new Tolerances(5e-6, 2e-2, 1.5e-3, 5e-2, 4e-3, 3e-3, 2e-3, 5e-5, 2e-2, 3e-2);
  static final Tolerances DINOV2 =
      new Tolerances(1e-5, 1e-5, 5e-6, 1e-5, 1e-5, 1e-5, 2e-6, 5e-6, 1e-5, 1e-5);
}
