// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitModelTest {
  private static final Tensor CONVOLUTION =
      Tensor.of("conv.weight", List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, Float.NaN});

  /** Seven bytes, so that what follows is not aligned. */
  private static final Tensor BYTES =
      new Tensor("bytes", DType.U8, List.of(7L), ByteBuffer.wrap(new byte[7]));

  private static final Tensor WEIGHT = Tensor.of("fc.weight", List.of(1L, 2L), new float[] {7, 8});
  private static final Tensor EMPTY = Tensor.of("fc.none", List.of(0L), new float[0]);

  @TempDir Path folder;
  private Path whole;
  private Path backbone;
  private Path head;

  @BeforeEach
  void write() throws IOException {
    whole = folder.resolve("whole");
    backbone = folder.resolve("backbone");
    head = folder.resolve("head");
    Safetensors.write(whole, List.of(CONVOLUTION, BYTES, WEIGHT, EMPTY), SplitModel.METADATA);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void givesTheBytesOfTheWholeAgain(int frozen) throws IOException {
    SplitModel.split(whole, frozen, backbone, head);

    assertThat(TensorFile.read(backbone)).hasSize(frozen);
    assertThat(TensorFile.read(head)).hasSize(4 - frozen);
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    SplitModel.join(backbone, head, WeightsFile.sha256(whole), joined);
    assertThat(joined.toByteArray()).isEqualTo(Files.readAllBytes(whole));
  }

  @Test
  void theBackboneOfTwoHeadsIsOneFile() throws IOException {
    SplitModel.split(whole, 2, backbone, head);
    Path other = folder.resolve("other");
    Safetensors.write(
        other,
        List.of(CONVOLUTION, BYTES, Tensor.of("fc.weight", List.of(1L), new float[1])),
        SplitModel.METADATA);

    SplitModel.split(other, 2, folder.resolve("again"), folder.resolve("other-head"));

    assertThat(folder.resolve("again")).hasSameBinaryContentAs(backbone);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 4, 5})
  void refusesToLeaveAPartEmpty(int frozen) {
    assertThatThrownBy(() -> SplitModel.split(whole, frozen, backbone, head))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(frozen + " frozen tensors of 4");
  }

  @Test
  void saysThatPartsDoNotBelongTogether() throws IOException {
    SplitModel.split(whole, 2, backbone, head);
    Safetensors.write(head, List.of(EMPTY), SplitModel.METADATA);
    String expected = WeightsFile.sha256(whole);

    assertThatThrownBy(() -> SplitModel.join(backbone, head, expected, new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected " + expected);
  }
}
