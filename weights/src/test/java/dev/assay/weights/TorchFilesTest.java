// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFilesTest {
  @TempDir Path folder;

  private final Map<String, float[]> tensors = new LinkedHashMap<>();

  @BeforeEach
  void tensors() {
    tensors.put("conv.weight", new float[] {1.5f, -2, 3e-30f});
    tensors.put("conv.bias", new float[] {Float.MIN_VALUE, 0});
  }

  private Path save(String format, byte[] pickle) throws IOException {
    Path file = folder.resolve("model.pth");
    return format.equals("zip")
        ? Pickle.zip(file, pickle, Pickle.storages(tensors))
        : Pickle.legacy(file, pickle, Pickle.storages(tensors));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "legacy"})
  void readsTensorsInTheirOrder(String format) throws IOException {
    Map<String, Tensor> read = TensorFile.read(save(format, Pickle.stateDict(tensors)));

    assertThat(read.keySet()).containsExactly("conv.weight", "conv.bias");
    tensors.forEach((name, values) -> assertThat(read.get(name).floats()).isEqualTo(values));
    assertThat(read.get("conv.weight").shape()).containsExactly(3L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "legacy"})
  void refusesEveryTruncationWithOneClearError(String format) throws IOException {
    Path whole = save(format, Pickle.stateDict(tensors));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.pth");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> TensorFile.read(cut))
          .as("first %d of %d bytes", length, bytes.length)
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("cut.pth");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "legacy"})
  void refusesBytesAfterTheEnd(String format) throws IOException {
    Path file = save(format, Pickle.stateDict(tensors));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 7));

    assertThatThrownBy(() -> TensorFile.read(file)).isInstanceOf(WeightsException.class);
  }

  /** Whatever a flipped byte does to the structure, it ends in an answer or a clear refusal. */
  @ParameterizedTest
  @ValueSource(strings = {"zip", "legacy"})
  void survivesAnyDamagedByte(String format) throws IOException {
    byte[] bytes = Files.readAllBytes(save(format, Pickle.stateDict(tensors)));
    Path damaged = folder.resolve("damaged.pth");
    int refused = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte[] copy = bytes.clone();
      copy[i] ^= (byte) 0xa5;
      Files.write(damaged, copy);
      try {
        TensorFile.read(damaged);
      } catch (WeightsException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(bytes.length / 4);
  }

  static List<byte[]> attacks() {
    return List.of(
        // os.system("touch /tmp/owned"), as pickle.dumps of an object with __reduce__ makes it
        new Pickle()
            .global("posix", "system")
            .op('(')
            .text("touch /tmp/owned")
            .op('t')
            .op('R')
            .end(),
        new Pickle().text("os").text("system").op(0x93).op('(').text("id").op('t').op('R').end(),
        // an object of any class, by NEWOBJ, INST and OBJ
        new Pickle().global("builtins", "object").op(')').op(0x81).end(),
        new Pickle().op('(').text("id").op('i').end(),
        new Pickle().op('(').global("builtins", "eval").text("1").op('o').end(),
        // hidden among good tensors
        new Pickle().op('}').text("w").global("builtins", "exec").op('s').end(),
        // near misses of what is allowed
        new Pickle().global("torch._utils", "_rebuild_tensor_v3").end(),
        new Pickle().global("torch.jit", "FloatStorage").end(),
        new Pickle().global("collections", "OrderedDict.fromkeys").end(),
        // extension registry
        new Pickle().op(0x82).op(1).end());
  }

  @Test
  void refusesAPickleThatAddsToATuple() throws IOException {
    Path file = folder.resolve("model.pth");
    Pickle.zip(file, new Pickle().op(')').op('N').op('a').end(), Map.of());

    assertThatThrownBy(() -> TensorFile.read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("malformed pickle at byte");
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void refusesPicklesThatAskForAnythingButTensors(byte[] attack) throws IOException {
    for (String format : List.of("zip", "legacy")) {
      assertThatThrownBy(() -> TensorFile.read(save(format, attack)))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("refused");
    }
  }

  @Test
  void namesTheClassThatItRefuses() {
    byte[] attack = new Pickle().global("numpy.core.multiarray", "scalar").op(')').op('R').end();
    assertThatThrownBy(() -> TensorFile.read(save("zip", attack)))
        .hasMessageContaining("numpy.core.multiarray.scalar")
        .hasMessageContaining(".safetensors");
  }

  @Test
  void readsTheStateDictOfATrainingCheckpoint() throws IOException {
    Pickle p = new Pickle().op('}').text("state_dict").op('}').text("w");
    p.tensor("FloatStorage", "0", 3, List.of(3L), List.of(1L)).op('s').op('s');
    p.text("epoch").number(4).op('s');

    assertThat(TensorFile.read(save("zip", p.end()))).containsOnlyKeys("w");
  }

  @Test
  void refusesAnEntryThatIsNoTensor() {
    byte[] pickle = new Pickle().op('}').text("lr").number(4).op('s').end();
    assertThatThrownBy(() -> TensorFile.read(save("zip", pickle)))
        .hasMessageContaining("entry 'lr' is not a tensor");
  }

  /** 1 + 2^-10 and minus infinity; 1 and -3.140625. */
  @ParameterizedTest
  @CsvSource({"HalfStorage, 15361, -1024", "BFloat16Storage, 16256, -16311"})
  void widensHalfPrecisionExactly(String storage, short one, short other) throws IOException {
    byte[] pickle =
        new Pickle()
            .op('}')
            .text("w")
            .tensor(storage, "0", 2, List.of(2L), List.of(1L))
            .op('s')
            .end();
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort(one).putShort(other);
    Path file = Pickle.zip(folder.resolve("half.pth"), pickle, Map.of("0", bytes.array()));

    float[] values = TensorFile.read(file).get("w").floats();

    assertThat(values)
        .isEqualTo(
            storage.startsWith("H")
                ? new float[] {1.0009765625f, Float.NEGATIVE_INFINITY}
                : new float[] {1, -3.140625f});
  }

  @Test
  void refusesAPickleThatIsTooLargeForNamesAndShapes() {
    Pickle large = new Pickle().op('}');
    String name = "n".repeat(1 << 16);
    for (int i = 0; i < 65; i++) {
      large.text(name + i).number(1).op('s');
    }
    assertThatThrownBy(() -> TensorFile.read(save("zip", large.end())))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("more than 4 MiB");
    assertThatThrownBy(() -> TensorFile.read(save("legacy", large.end())))
        .isInstanceOf(WeightsException.class);
  }

  @Test
  void refusesTensorsThatReachBeyondTheirStorage() {
    byte[] pickle =
        new Pickle()
            .op('}')
            .text("w")
            .tensor("FloatStorage", "0", 3, List.of(4L), List.of(1L))
            .op('s')
            .end();
    assertThatThrownBy(() -> TensorFile.read(save("zip", pickle)))
        .hasMessageContaining("'w'")
        .hasMessageContaining("elements 0 to 4 of a storage of 3");
  }

  @Test
  void refusesStoragesOfAnotherSizeThanStated() {
    byte[] pickle =
        new Pickle()
            .op('}')
            .text("w")
            .tensor("FloatStorage", "0", 2, List.of(2L), List.of(1L))
            .op('s')
            .end();
    assertThatThrownBy(() -> TensorFile.read(save("zip", pickle)))
        .hasMessageContaining("storage '0' should have 8 bytes and has 12");
  }

  @Test
  void refusesTransposedTensors() {
    byte[] pickle =
        new Pickle()
            .op('}')
            .text("w")
            .tensor("FloatStorage", "0", 3, List.of(1L, 3L, 1L), List.of(1L, 2L, 5L))
            .op('s')
            .end();
    assertThatThrownBy(() -> TensorFile.read(save("zip", pickle)))
        .hasMessageContaining("contiguous");
  }

  @Test
  void refusesFilesThatAreNoWeights() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "weights are heavy");
    assertThatThrownBy(() -> TensorFile.read(file))
        .hasMessageContaining("notes.txt")
        .hasMessageContaining("accepted: PyTorch .pth");
    assertThatThrownBy(() -> TensorFile.read(folder.resolve("none.pth")))
        .hasMessageContaining("no such weights file");
  }
}
