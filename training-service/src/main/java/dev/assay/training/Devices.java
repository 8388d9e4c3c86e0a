package dev.assay.training;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Decides what {@code auto} means, before the key of a run is made: a key must not guess. */
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

  /** {@code cpu} or {@code cuda} for what the study asks for. */
  String resolve(String asked) {
    return asked.equals("auto") ? auto : asked;
  }

  /** CUDA wants a GPU and an engine for it; the jars bring the one for the CPU. */
  private static String detected() {
    boolean engine =
        Optional.ofNullable(System.getenv("PYTORCH_FLAVOR"))
            .filter(flavor -> flavor.startsWith("cu"))
            .isPresent();
    return engine && Files.exists(NVIDIA) ? "cuda" : "cpu";
  }
}
