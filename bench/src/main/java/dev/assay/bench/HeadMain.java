// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import dev.assay.backbones.child.Usage;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.trainer.HeadProbe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Our side of a frozen study after the first epoch: heads on features. */
public final class HeadMain {
  private static final int IMAGES = 1000;

  private HeadMain() {}

  /**
   * @param args folder with the backbone's weights, written into; backbone; classes; threads
   */
  public static void main(String[] args) throws IOException {
    int classes = Integer.parseInt(args[2]);
    try (Torch torch = Torch.start(Integer.parseInt(args[3]), "cpu");
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      HeadProbe probe = new HeadProbe(torch.manager(), Path.of(args[0]), args[1], classes, IMAGES);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int epochs = Integer.parseInt(line.split(" ")[1]);
        long wall = System.nanoTime();
        double cpu = Usage.cpuSeconds();
        probe.train(epochs);
        Measurement done =
            new Measurement(
                (double) epochs * IMAGES,
                (System.nanoTime() - wall) / 1e9,
                Usage.cpuSeconds() - cpu,
                Usage.peakMemoryBytes(),
                List.of());
        System.out.println(done.line());
        System.out.flush();
      }
    }
  }
}
