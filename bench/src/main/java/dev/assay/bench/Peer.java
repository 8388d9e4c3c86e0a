// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The Python that a user would take instead. */
final class Peer {
  private static final String TORCH =
      "import torch, torchvision; print('PyTorch', torch.__version__, 'torchvision',"
          + " torchvision.__version__)";
  private static final String NUMPY =
      "import sys, numpy; print('numpy', numpy.__version__, 'Python', sys.version.split()[0])";

  private Peer() {}

  /** What the network peer is, or nothing if it is not there. */
  static @Nullable String version(Path python) throws IOException, InterruptedException {
    return answer(python, TORCH);
  }

  /** What the statistics peer is, or nothing if it is not there. */
  static @Nullable String numpyVersion(Path python) throws IOException, InterruptedException {
    return answer(python, NUMPY);
  }

  private static @Nullable String answer(Path python, String script)
      throws IOException, InterruptedException {
    if (!Files.isExecutable(python)) {
      return null;
    }
    Process process =
        new ProcessBuilder(python.toString(), "-c", script)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? said.strip() : null;
  }
}
