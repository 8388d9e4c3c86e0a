// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.fuzz;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Small good files of every format, and hostile ones that were seen. */
final class Seeds {
  private static final Path HOSTILE =
      Path.of(System.getProperty("shared.dir", "../../shared")).resolve("public-cases/hostile");

  private Seeds() {}

  /** The hostile files with this ending, if they are here; larger ones are cut. */
  static List<byte[]> hostile(String ending) {
    if (!Files.isDirectory(HOSTILE)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(HOSTILE)) {
      List<byte[]> found = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(ending)).sorted().toList()) {
        found.add(Files.readAllBytes(file));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<byte[]> with(List<byte[]> some, byte[]... more) {
    List<byte[]> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The hashes of a file of two blocks of 64 KiB, the second of one byte. */
  static byte[] blocks() {
    return ByteBuffer.allocate(8 + 32 + 8 + 4 + 2 * 32)
        .put(text("ASSAYBH1"))
        .put(new byte[32])
        .putLong((1 << 16) + 1)
        .putInt(1 << 16)
        .array();
  }

  /** An image that ImageIO writes: png, jpg, bmp, gif, tiff. */
  static byte[] image(String format) {
    BufferedImage image = new BufferedImage(17, 13, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, (x * 15) << 16 | (y * 19) << 8 | (x * y) & 0xff);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalStateException("ImageIO writes no " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Grey levels as PGM. */
  static byte[] netpbm() {
    return text("P5 # a comment\n4 3\n255\n0123456789ab");
  }

  /** An object of 4 x 4 grey levels, explicit little endian. */
  static byte[] dicom() {
    ByteBuffer out = ByteBuffer.allocate(2048).order(ByteOrder.LITTLE_ENDIAN);
    out.position(128);
    out.put(text("DICM"));
    byte[] syntax = text("1.2.840.10008.1.2.1\0");
    element(out, 0x0002, 0x0000, "UL", new byte[] {(byte) (8 + syntax.length), 0, 0, 0});
    element(out, 0x0002, 0x0010, "UI", syntax);
    element(out, 0x0008, 0x0016, "UI", text("1.2.840.10008.5.1.4.1.1.1\0"));
    element(out, 0x0008, 0x0060, "CS", text("CR"));
    element(out, 0x0010, 0x0020, "LO", text("p1"));
    element(out, 0x0028, 0x0002, "US", new byte[] {1, 0});
    element(out, 0x0028, 0x0004, "CS", text("MONOCHROME2 "));
    element(out, 0x0028, 0x0010, "US", new byte[] {4, 0});
    element(out, 0x0028, 0x0011, "US", new byte[] {4, 0});
    element(out, 0x0028, 0x0100, "US", new byte[] {8, 0});
    element(out, 0x0028, 0x0101, "US", new byte[] {8, 0});
    element(out, 0x0028, 0x0102, "US", new byte[] {7, 0});
    element(out, 0x0028, 0x0103, "US", new byte[] {0, 0});
    out.putShort((short) 0x7fe0).putShort((short) 0x0010).put(text("OW")).putShort((short) 0);
    out.putInt(16).put(text("0123456789abcdef"));
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  private static void element(ByteBuffer out, int group, int element, String vr, byte[] value) {
    out.putShort((short) group).putShort((short) element).put(text(vr));
    out.putShort((short) value.length).put(value);
  }

  /** A volume of 4 x 4 x 3 bytes. */
  static byte[] nifti() {
    ByteBuffer out = ByteBuffer.allocate(352 + 48).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0, 348);
    for (short[] at :
        new short[][] {{40, 3}, {42, 4}, {44, 4}, {46, 3}, {48, 1}, {70, 2}, {72, 8}}) {
      out.putShort(at[0], at[1]);
    }
    out.putFloat(108, 352);
    out.position(344);
    out.put(text("n+1\0"));
    out.position(352);
    for (int i = 0; i < 48; i++) {
      out.put((byte) (5 * i));
    }
    return out.array();
  }

  /** Arrays of bytes and of integers in a zip, as numpy writes them. */
  static byte[] npz() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("train_images.npy", npy("|u1", "(2, 2, 2)", new byte[8]));
    entries.put("train_labels.npy", npy("<i8", "(2, 1)", new byte[16]));
    entries.put("features.npy", npy("<f4", "(2, 2)", new byte[16]));
    return zip(entries);
  }

  private static byte[] npy(String type, String shape, byte[] data) {
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    header = header + " ".repeat(117 - header.length()) + "\n";
    ByteBuffer out = ByteBuffer.allocate(128 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
    out.put(text(header)).put(data);
    return out.array();
  }

  static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry named = new ZipEntry(entry.getKey());
        named.setTime(0);
        zip.putNextEntry(named);
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] safetensors() {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
            + "\"__metadata__\":{\"format\":\"pt\"}}";
    ByteBuffer out = ByteBuffer.allocate(8 + header.length() + 16).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(header.length()).put(text(header));
    return out.array();
  }

  /** What torch.save writes of {@code {"a": tensor}}, without its data. */
  static byte[] torch() {
    byte[] pickle =
        text(
            "\u0000\u0002}q\u0000X\u0001\u0000\u0000\u0000aq\u0001ctorch._utils\n"
                + "_rebuild_tensor_v2\n"
                + "q\u0002((X\u0007\u0000\u0000\u0000storageq\u0003ctorch\n"
                + "FloatStorage\n"
                + "q\u0004X"
                + "\u0001\u0000\u0000\u00000q\u0005X\u0003\u0000\u0000\u0000cpuq\u0006K\u0004tq\u0007QK\u0000K\u0004\u0085q\bK\u0001\u0085q"
                + "\t\u0089ccollections\n"
                + "OrderedDict\n"
                + "q\n"
                + ")Rq\u000btq\fRq\r"
                + "s.");
    pickle[0] = (byte) 0x80;
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("archive/data.pkl", latin(pickle));
    entries.put("archive/data/0", new byte[16]);
    entries.put("archive/version", text("3\n"));
    return zip(entries);
  }

  /** UTF-8 writes two bytes for characters above 127; a pickle has one. */
  private static byte[] latin(byte[] utf8) {
    byte[] rest =
        new String(utf8, 1, utf8.length - 1, StandardCharsets.UTF_8)
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] pickle = new byte[rest.length + 1];
    pickle[0] = utf8[0];
    System.arraycopy(rest, 0, pickle, 1, rest.length);
    return pickle;
  }
}
