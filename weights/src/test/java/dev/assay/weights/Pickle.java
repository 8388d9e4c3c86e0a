// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes by hand what {@code torch.save} writes, opcode by opcode, and what an attacker might. */
final class Pickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Pickle() {
    op(0x80).op(2);
  }

  Pickle op(int opcode) {
    out.write(opcode);
    return this;
  }

  Pickle text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    op('X').int32(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  Pickle number(long value) {
    return op('J').int32((int) value);
  }

  Pickle numbers(List<Long> values) {
    op('(');
    values.forEach(this::number);
    return op('t');
  }

  Pickle global(String module, String name) {
    op('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private Pickle int32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  byte[] end() {
    return op('.').out.toByteArray();
  }

  /** A tensor as torch pickles it: storage by persistent id, offset, size, stride, flags. */
  Pickle tensor(String storage, String key, long elements, List<Long> shape, List<Long> stride) {
    global("torch._utils", "_rebuild_tensor_v2").op('(');
    op('(').text("storage").global("torch", storage).text(key).text("cpu").number(elements);
    op('t').op('Q').number(0).numbers(shape).numbers(stride).op(0x89);
    global("collections", "OrderedDict").op(')').op('R');
    return op('t').op('R');
  }

  /** An ordered dictionary of float32 tensors, each over a storage of its own, keys 0, 1, ... */
  static byte[] stateDict(Map<String, float[]> tensors) {
    Pickle p = new Pickle().global("collections", "OrderedDict").op(')').op('R').op('q').op(0);
    p.op('(');
    int key = 0;
    for (Map.Entry<String, float[]> e : tensors.entrySet()) {
      long n = e.getValue().length;
      p.text(e.getKey());
      p.tensor("FloatStorage", Integer.toString(key++), n, List.of(n), List.of(1L));
    }
    p.op('u');
    // The attribute _metadata, which PyTorch sets on every state dict.
    p.op('}').text("_metadata").global("collections", "OrderedDict").op(')').op('R').op('s');
    return p.op('b').end();
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : values) {
      bytes.putFloat(v);
    }
    return bytes.array();
  }

  static Map<String, byte[]> storages(Map<String, float[]> tensors) {
    Map<String, byte[]> storages = new LinkedHashMap<>();
    int key = 0;
    for (float[] values : tensors.values()) {
      storages.put(Integer.toString(key++), floats(values));
    }
    return storages;
  }

  static Path zip(Path file, byte[] pickle, Map<String, byte[]> storages) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      store(zip, "archive/data.pkl", pickle);
      store(zip, "archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
      for (Map.Entry<String, byte[]> e : storages.entrySet()) {
        store(zip, "archive/data/" + e.getKey(), e.getValue());
      }
    }
    return file;
  }

  private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
  }

  static Path legacy(Path file, byte[] pickle, Map<String, byte[]> storages) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] magic = {
        0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19
      };
      Pickle p = new Pickle().op(0x8a).op(magic.length);
      p.out.writeBytes(magic);
      out.write(p.end());
      out.write(new Pickle().op('M').op(1001 & 0xff).op(1001 >> 8).end());
      out.write(new Pickle().op('}').text("little_endian").op(0x88).op('s').end());
      out.write(pickle);
      Pickle keys = new Pickle().op(']').op('(');
      storages.keySet().forEach(keys::text);
      out.write(keys.op('e').end());
      for (byte[] bytes : storages.values()) {
        out.write(
            ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.length / 4)
                .array());
        out.write(bytes);
      }
    }
    return file;
  }
}
