// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Alpha;
import dev.assay.contracts.DecodingOptions.Orientation;
import dev.assay.contracts.DecodingOptions.SecondaryCapture;
import dev.assay.contracts.DecodingOptions.SixteenBit;
import dev.assay.contracts.DecodingOptions.SliceAxis;
import dev.assay.contracts.Frames;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.leaks.Fingerprint;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The messages between a decoding child and its parent, in the order of the fields. */
final class Wire {
  /** The first byte of a child: it is ready. */
  static final int READY = 'R';

  /** What an answer begins with. */
  static final int DECODED = 0;

  static final int REFUSED = 1;
  static final int NEEDS_HEAP = 2;
  static final int OUT_OF_MEMORY = 3;
  static final int FAILED = 4;

  /** Bytes of a file are sent in pieces, because a file can become shorter while it is read. */
  static final int PIECE = 1 << 16;

  private Wire() {}

  static void write(Wanted wanted, DataOutputStream out) throws IOException {
    out.writeByte(wanted.options().orientation().ordinal());
    out.writeByte(wanted.options().sixteenBit().ordinal());
    out.writeByte(wanted.options().alpha().ordinal());
    out.writeBoolean(wanted.options().acceptsSecondaryCapture());
    out.writeUTF(wanted.options().chosenFrames().label());
    out.writeByte(wanted.options().axis().ordinal());
    out.writeInt(wanted.frame());
    out.writeLong(wanted.limit().pixels());
    out.writeBoolean(wanted.fingerprint());
    out.writeInt(wanted.resize());
    out.writeUTF(wanted.interpolation());
    out.writeBoolean(wanted.thumbnail());
  }

  static Wanted readWanted(int first, DataInputStream in) throws IOException {
    DecodingOptions options =
        new DecodingOptions(
            Orientation.values()[first],
            SixteenBit.values()[in.readByte()],
            Alpha.values()[in.readByte()],
            in.readBoolean() ? SecondaryCapture.ACCEPT : null,
            new Frames(in.readUTF()),
            SliceAxis.values()[in.readByte()]);
    int frame = in.readInt();
    return new Wanted(
        options,
        new PixelLimit(in.readLong()),
        in.readBoolean(),
        in.readInt(),
        in.readUTF(),
        frame,
        in.readBoolean());
  }

  static void write(DecodedImage image, DataOutputStream out) throws IOException {
    out.writeInt(image.width());
    out.writeInt(image.height());
    out.writeBoolean(image.blank());
    out.writeBoolean(image.washedOut());
    write(image.attributes(), out);
    write(image.identifiers(), out);
    out.writeBoolean(image.fingerprint().isPresent());
    if (image.fingerprint().isPresent()) {
      out.writeUTF(image.fingerprint().get().hex());
    }
    out.writeBoolean(image.pixels().isPresent());
    if (image.pixels().isPresent()) {
      RgbImage pixels = image.pixels().get();
      out.writeInt(pixels.width());
      out.writeInt(pixels.height());
      out.write(pixels.rgb());
    }
    out.writeBoolean(image.thumbnail().isPresent());
    if (image.thumbnail().isPresent()) {
      out.writeInt(image.thumbnail().get().length);
      out.write(image.thumbnail().get());
    }
  }

  static DecodedImage readImage(DataInputStream in) throws IOException {
    return new DecodedImage(
        in.readInt(),
        in.readInt(),
        in.readBoolean(),
        in.readBoolean(),
        readTexts(in),
        readTexts(in),
        in.readBoolean() ? Optional.of(Fingerprint.ofHex(in.readUTF())) : Optional.empty(),
        in.readBoolean() ? Optional.of(readPixels(in)) : Optional.empty(),
        in.readBoolean() ? Optional.of(readBytes(in)) : Optional.empty());
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  private static RgbImage readPixels(DataInputStream in) throws IOException {
    int width = in.readInt();
    int height = in.readInt();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    in.readFully(rgb);
    return new RgbImage(width, height, rgb);
  }

  private static void write(Map<String, String> texts, DataOutputStream out) throws IOException {
    out.writeInt(texts.size());
    for (Map.Entry<String, String> text : texts.entrySet()) {
      out.writeUTF(text.getKey());
      out.writeUTF(text.getValue());
    }
  }

  private static Map<String, String> readTexts(DataInputStream in) throws IOException {
    int count = in.readInt();
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < count; i++) {
      texts.put(in.readUTF(), in.readUTF());
    }
    return texts;
  }
}
