// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

/**
 * How far float32 may be from the golden values: as recommended with them, which is 5 to 10 times
 * what PyTorch's own float32 shows. Where nothing is recommended, it is about 10 times that.
 *
 * @param evalLogits of the largest logit
 * @param first of the loss and the logits of the first training pass, absolute
 * @param gradients of the loss
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
    double first,
    Gradients gradients,
    double sgdLoss,
    double adamLoss,
    double sgdParameter,
    double adamParameterMedian,
    double sgdAfter,
    double adamAfter) {

  /**
   * @param norm relative, of each parameter below the new head
   * @param normMedian relative, over parameters
   * @param sample of an entry, as a share of the gradient's norm, below the new head
   * @param head of norms and samples of the new head
   */
  record Gradients(double norm, double normMedian, double sample, double head) {
    double norm(boolean ofHead) {
      return ofHead ? head : norm;
    }

    double sample(boolean ofHead) {
      return ofHead ? head : sample;
    }
  }

  /** Of a checkpoint's standard deviation. */
  static final double CHECKPOINT = 1e-4;

  /**
   * Of the largest logit: a pass with folded batch normalisations against one without. Measured are
   * 3e-7 to 3.3e-6; a network as deep as EfficientNet-B7 adds up more.
   */
  static final double FOLDED = 2e-5;

  static final double POSITION = 5e-6;
  static final double STATISTICS = 1e-5;

  /** Three steps of 1e-4 in the other direction: where a gradient is zero but for rounding. */
  static final double ADAM_PARAMETER = 6e-4;

  /** A head alone. */
  static final Tolerances FROZEN =
      new Tolerances(
          1e-5, 1e-5, new Gradients(1e-5, 1e-5, 1e-5, 1e-5), 1e-5, 1e-5, 1e-5, 5e-6, 1e-5, 1e-5);

  /**
   * A float32 pass of VGG16 takes 2 to 9 of 27 million decisions of ReLU and pooling otherwise than
   * a float64 one. Gradients below the highest of these are off by 1e-5 to 1e-3 and all above by
   * 1e-8, so where it lies decides the median: PyTorch's own moves from 1e-7 to 1.6e-3 with the
   * layout of its convolutions, its largest to 6e-3. Only the new head is above all of them.
   */
  static final Tolerances VGG =
      new Tolerances(
          1e-5,
          1e-5,
          new Gradients(1e-2, Double.POSITIVE_INFINITY, 1e-2, 1e-5),
          1e-4,
          2e-2,
          3e-5,
          5e-6,
          3e-4,
          2e-2);

  static final Tolerances RESNET =
      new Tolerances(
          5e-6, 1e-5, new Gradients(1e-2, 3e-4, 2e-2, 1e-2), 3e-4, 3e-4, 3e-4, 2e-5, 1e-3, 3e-3);
  static final Tolerances DENSENET =
      new Tolerances(
          5e-6, 1e-5, new Gradients(2e-2, 1.5e-3, 5e-2, 2e-2), 4e-3, 3e-3, 2e-3, 5e-5, 2e-2, 3e-2);
  static final Tolerances DINOV2 =
      new Tolerances(
          1e-5, 1e-5, new Gradients(1e-5, 5e-6, 1e-5, 1e-5), 1e-5, 1e-5, 2e-6, 5e-6, 1e-5, 1e-5);

  static final Tolerances EFFICIENTNET =
      new Tolerances(
          1e-5, 1e-5, new Gradients(1e-4, 5e-6, 1e-4, 1e-4), 1e-5, 2e-5, 2e-6, 5e-8, 1e-3, 1e-3);

  static final Tolerances EFFICIENTNET_LITE =
      new Tolerances(
          1e-5, 2e-5, new Gradients(3e-2, 1e-3, 5e-2, 3e-2), 3e-3, 1e-3, 3e-3, 3e-5, 1e-2, 1e-2);
  static final Tolerances MOBILENET_V3 =
      new Tolerances(
          3e-5, 1e-5, new Gradients(2e-2, 1e-3, 3e-2, 2e-2), 2e-4, 2e-4, 2e-4, 1e-6, 2e-2, 2e-2);

  /** ConvNeXt, DINOv3's too, and Swin. */
  static final Tolerances CONVNEXT =
      new Tolerances(
          6e-6, 1e-5, new Gradients(2e-5, 2e-6, 2e-5, 2e-5), 2e-4, 1e-4, 2e-6, 2e-8, 2e-4, 2e-4);

  /** ViT in its three forms, and DINOv3's. */
  static final Tolerances VIT =
      new Tolerances(
          1.5e-5, 2e-5, new Gradients(2e-5, 1e-5, 2e-5, 2e-5), 1e-4, 1e-4, 2e-6, 2e-8, 5e-4, 5e-4);
}
