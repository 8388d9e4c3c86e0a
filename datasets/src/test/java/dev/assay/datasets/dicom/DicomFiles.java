// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Files of 16-bit grey in Explicit VR Little Endian, for tests; any element can be changed. */
public final class DicomFiles {
  private final Map<Long, byte[]> elements = new TreeMap<>();
  private String syntax = "1.2.840.10008.1.2.1";

  public DicomFiles(int width, int height, int... stored) {
    text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2");
    text(0x00080060, "CS", "CT");
    words(0x00280002, 1);
    text(0x00280004, "CS", "MONOCHROME2");
    words(0x00280010, height);
    words(0x00280011, width);
    words(0x00280100, 16);
    words(0x00280101, 16);
    words(0x00280102, 15);
    words(0x00280103, 0);
    byte[] pixels = new byte[2 * stored.length];
    for (int i = 0; i < stored.length; i++) {
      pixels[2 * i] = (byte) stored[i];
      pixels[2 * i + 1] = (byte) (stored[i] >> 8);
    }
    put(0x7fe00010, "OW", pixels);
  }

  public DicomFiles syntax(String uid) {
    syntax = uid;
    return this;
  }

  public DicomFiles text(int tag, String vr, String value) {
    String even = value.length() % 2 == 0 ? value : value + (vr.equals("UI") ? "\0" : " ");
    return put(tag, vr, even.getBytes(StandardCharsets.US_ASCII));
  }

  public DicomFiles words(int tag, int... values) {
    byte[] bytes = new byte[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[2 * i] = (byte) values[i];
      bytes[2 * i + 1] = (byte) (values[i] >> 8);
    }
    return put(tag, "US", bytes);
  }

  public DicomFiles without(int tag) {
    elements.remove(Integer.toUnsignedLong(tag));
    return this;
  }

  private DicomFiles put(int tag, String vr, byte[] value) {
    elements.put(Integer.toUnsignedLong(tag), element(tag, vr, value));
    return this;
  }

  private static byte[] element(int tag, String vr, byte[] value) {
    boolean wide = vr.equals("OW");
    ByteBuffer out =
        ByteBuffer.allocate((wide ? 12 : 8) + value.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putShort((short) (tag >>> 16)).putShort((short) tag);
    out.put(vr.getBytes(StandardCharsets.US_ASCII));
    if (wide) {
      out.putShort((short) 0).putInt(value.length);
    } else {
      out.putShort((short) value.length);
    }
    return out.put(value).array();
  }

  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[128]);
    out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
    String even = syntax.length() % 2 == 0 ? syntax : syntax + "\0";
    out.writeBytes(element(0x00020010, "UI", even.getBytes(StandardCharsets.US_ASCII)));
    elements.values().forEach(out::writeBytes);
    return out.toByteArray();
  }
}
