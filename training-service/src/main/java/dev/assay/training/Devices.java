// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Resolves the device {@code auto} before the key of a run is made, since the key contains it. */
@ApplicationScoped
public class Devices {
  private static final List<String> KNOWN = List.of("auto", "cpu", "cuda");
  private static final Path NVIDIA = Path.of("/dev/nvidiactl");

  private final String auto;

  Devices(TrainingConfig config) {
    String setting = config.device();
    if (!KNOWN.contains(setting)) {
      throw new IllegalArgumentException(
          "assay.training.device (ASSAY_DEVICE) must be one of "
              + KNOWN
              + ", not '"
              + setting
              + "'");
    }
    this.auto = setting.equals("auto") ? detected() : setting;
  }

  /** The device of the study, {@code auto} resolved to {@code cpu} or {@code cuda}. */
  String resolve(String device) {
    return device.equals("auto") ? auto : device;
  }

  /** CUDA needs a GPU and an engine for it; the engine in the jars is for the CPU. */
  private static String detected() {
    boolean engine =
        Optional.ofNullable(System.getenv("PYTORCH_FLAVOR"))
            .filter(flavor -> flavor.startsWith("cu"))
            .isPresent();
    return engine && Files.exists(NVIDIA) ? "cuda" : "cpu";
  }
}
