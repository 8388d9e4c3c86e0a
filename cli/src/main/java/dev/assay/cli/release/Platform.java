// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.release;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The systems for which both PyTorch and PostgreSQL are published as native libraries. */
public enum Platform {
  LINUX_X86_64("linux-x86_64", "linux-amd64"),
  LINUX_AARCH64("linux-aarch64", "linux-arm64v8"),
  OSX_AARCH64("osx-aarch64", "darwin-arm64v8");

  private final String label;
  private final String postgres;

  Platform(String label, String postgres) {
    this.label = label;
    this.postgres = postgres;
  }

  /** As users write it; also the classifier of PyTorch's artifact. */
  public String label() {
    return label;
  }

  /** The end of the name of PostgreSQL's artifact. */
  public String postgres() {
    return postgres;
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(Platform::label).toList();
  }

  public static Optional<Platform> labelled(String label) {
    return Arrays.stream(values()).filter(p -> p.label.equals(label)).findFirst();
  }

  /**
   * @param os value of the property {@code os.name}
   * @param architecture value of the property {@code os.arch}
   */
  public static Optional<Platform> of(String os, String architecture) {
    String system = os.toLowerCase(Locale.ROOT).contains("mac") ? "osx" : "linux";
    String processor =
        switch (architecture) {
          case "amd64" -> "x86_64";
          case "arm64" -> "aarch64";
          default -> architecture;
        };
    return labelled(system + "-" + processor);
  }
}
