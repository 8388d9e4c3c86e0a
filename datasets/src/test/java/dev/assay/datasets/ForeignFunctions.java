// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.assay.datasets.codec.NativeCodec;

/** JPEG 2000 and WebP need Java 22 or newer, also to build, and a library for this platform. */
public final class ForeignFunctions {
  private ForeignFunctions() {}

  /** The end of the test, said aloud, where they cannot be read. */
  public static void assume() {
    String library = NativeCodec.library();
    ClassLoader loader = ForeignFunctions.class.getClassLoader();
    boolean present =
        Runtime.version().feature() >= NativeCodec.LEAST_JAVA
            && library != null
            && loader.getResource(library) != null
            && loader.getResource("dev/assay/datasets/codec/OpenJpeg.class") != null;
    if (!present) {
      System.err.println("SKIPPED: this Java, build or platform has no JPEG 2000 and WebP");
      abort("no foreign functions");
    }
  }
}
