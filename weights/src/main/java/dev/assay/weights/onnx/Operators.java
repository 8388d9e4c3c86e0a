// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights.onnx;

import java.util.Optional;
import java.util.Set;

/**
 * The operators of ONNX that a model may use: those that compute tensors from tensors, the same at
 * every call and in a time that follows from the shapes.
 */
final class Operators {
  private static final Set<String> ACCEPTED =
      Set.of(
          ("Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool"
                  + " BatchNormalization BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Cast"
                  + " CastLike Ceil Celu CenterCropPad Clip Col2Im Compress Concat Constant"
                  + " ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumSum DFT"
                  + " DeformConv DepthToSpace DequantizeLinear Det Div DynamicQuantizeLinear"
                  + " Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor Gather"
                  + " GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool"
                  + " GlobalMaxPool Greater GreaterOrEqual GridSample GroupNormalization"
                  + " HammingWindow HannWindow HardSigmoid HardSwish Hardmax Identity"
                  + " InstanceNormalization IsInf IsNaN LRN LayerNormalization LeakyRelu Less"
                  + " LessOrEqual Log LogSoftmax LpNormalization LpPool MatMul MatMulInteger Max"
                  + " MaxPool MaxUnpool Mean MeanVarianceNormalization Min Mish Mod Mul Neg"
                  + " NonZero Not OneHot Or PRelu Pad Pow QLinearConv QLinearMatMul"
                  + " QuantizeLinear RMSNormalization Range Reciprocal ReduceL1 ReduceL2"
                  + " ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd"
                  + " ReduceSum ReduceSumSquare Relu Reshape Resize ReverseSequence RoiAlign"
                  + " RotaryEmbedding Round STFT ScatterElements ScatterND Selu Shape Shrink"
                  + " Sigmoid Sign Sin Sinh Size Slice Softmax Softplus Softsign SpaceToDepth"
                  + " Split Sqrt Squeeze Sub Sum Swish Tan Tanh ThresholdedRelu Tile TopK"
                  + " Transpose Trilu Unsqueeze Upsample Where Xor Attention")
              .split(" "));

  private static final Set<String> CONTROL = Set.of("Loop", "Scan", "If", "SequenceMap");
  private static final Set<String> RANDOM =
      Set.of(
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike",
          "Bernoulli",
          "Multinomial",
          "Dropout");

  private Operators() {}

  /**
   * Why a model with this operator is refused; empty if it is accepted.
   *
   * @param outputs that the node has; a dropout with one output is none at all
   */
  static Optional<String> refusal(String domain, String operator, int outputs) {
    if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
      return Optional.of(
          "operator '%s' is of the domain '%s'; only ONNX's own operators are run, so export without custom or fused ones"
              .formatted(operator, domain));
    }
    if (CONTROL.contains(operator)) {
      return Optional.of(
          "operator '%s' can run without end; export with fixed shapes, so that loops and branches are unrolled"
              .formatted(operator));
    }
    if (operator.equals("Dropout") && outputs == 1) {
      return Optional.empty();
    }
    if (RANDOM.contains(operator)) {
      return Optional.of(
          "operator '%s' is random, so the same image would have other features at each call; export in evaluation mode (model.eval())"
              .formatted(operator));
    }
    if (!ACCEPTED.contains(operator)) {
      return Optional.of(
          "operator '%s' is none of those that models of images need".formatted(operator));
    }
    return Optional.empty();
  }
}
