// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path folder;

  private Path raw(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(json.length).put(json);
    return Files.write(folder.resolve("x.safetensors"), all.array());
  }

  @Test
  void whatIsWrittenReadsBack() throws IOException {
    Path file = folder.resolve("model.safetensors");
    List<Tensor> tensors =
        List.of(
            Tensor.of("b", List.of(2L, 1L), new float[] {1, -0f}),
            Tensor.of("a.n", 1L << 40),
            Tensor.of("empty", List.of(0L, 3L), new float[0]));

    Safetensors.write(file, tensors, Map.of("format", "pt"));

    Map<String, Tensor> read = TensorFile.read(file);
    assertThat(read.keySet()).containsExactly("b", "a.n", "empty");
    assertThat(read.get("b").shape()).containsExactly(2L, 1L);
    assertThat(read.get("b").floats()).isEqualTo(new float[] {1, -0f});
    assertThat(read.get("a.n").scalar()).isEqualTo(1L << 40);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void sameTensorsSameBytes() throws IOException {
    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    List<Tensor> tensors = List.of(Tensor.of("w", List.of(1L), new float[] {5}));
    Safetensors.write(one, tensors, Map.of("x", "1", "a", "2"));
    Safetensors.write(other, tensors, Map.of("a", "2", "x", "1"));
    assertThat(one).hasSameBinaryContentAs(other);
  }

  @Test
  void widensHalfPrecisionExactly() throws IOException {
    Path file =
        raw(
            """
            {"h":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},\
            "b":{"dtype":"BF16","shape":[2],"data_offsets":[6,10]}}""",
            10);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes, bytes.length - 10, 10)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 0x3c01) // 1 + 2^-10
        .putShort((short) 0x0001) // the smallest, 2^-24
        .putShort((short) 0xfc00) // minus infinity
        .putShort((short) 0x3f80) // 1
        .putShort((short) 0xc049); // -3.140625
    Files.write(file, bytes);

    Map<String, Tensor> read = TensorFile.read(file);

    assertThat(read.get("h").floats())
        .containsExactly(1.0009765625f, 0x1p-24f, Float.NEGATIVE_INFINITY);
    assertThat(read.get("b").floats()).containsExactly(1f, -3.140625f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|4|truncated",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|12|its header describes",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|8|has 8 bytes; expected 12",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}|12|expected to begin at 0",
        "{\"w\":{\"dtype\":\"F8\",\"shape\":[2],\"data_offsets\":[0,2]}}|2|unknown dtype",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|8|whole numbers",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}|0|cannot have the shape",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}|8|must be a list",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}|8|data_offsets",
        "{\"w\":1,\"w\":2}|0|not valid JSON",
        "{\"w\":|0|not valid JSON"
      })
  void refusesMalformedFilesAndSaysWhy(String header, int dataBytes, String reason)
      throws IOException {
    Path file = raw(header, dataBytes);
    assertThatThrownBy(() -> TensorFile.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("x.safetensors")
        .hasMessageContaining(reason);
  }

  @Test
  void refusesAHeaderLongerThanTheFile() throws IOException {
    Path file = raw("{}", 0);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> TensorFile.read(file)).hasMessageContaining("truncated");
    bytes[6] = 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> TensorFile.read(file)).hasMessageContaining("header of");
  }
}
