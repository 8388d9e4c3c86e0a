// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import dev.assay.backbones.child.Usage;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.trainer.SpeedProbe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our side: a network as trainer and scorer run it, in a process of its own. */
public final class EngineMain {
  private EngineMain() {}

  /**
   * @param args folder of the inputs, backbone, batch, image side, classes, threads
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int batch = Integer.parseInt(args[2]);
    int side = Integer.parseInt(args[3]);
    int classes = Integer.parseInt(args[4]);
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = i % classes;
    }
    try (Torch torch = Torch.start(Integer.parseInt(args[5]), "cpu");
        SpeedProbe probe =
            new SpeedProbe(
                torch,
                args[1],
                folder.resolve(Inputs.WEIGHTS),
                classes,
                images(folder.resolve(Inputs.IMAGES)),
                side,
                labels);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        System.out.println(measured(probe, words[0], Integer.parseInt(words[1]), batch).line());
        System.out.flush();
      }
    }
  }

  private static Measurement measured(SpeedProbe probe, String work, int steps, int batch)
      throws IOException {
    long wall = System.nanoTime();
    double cpu = Usage.cpuSeconds();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      if (work.equals("train")) {
        values.add(probe.train());
      } else {
        float[] logits = probe.score();
        if (values.isEmpty()) {
          for (float logit : logits) {
            values.add((double) logit);
          }
        }
      }
    }
    return new Measurement(
        (double) steps * batch,
        (System.nanoTime() - wall) / 1e9,
        Usage.cpuSeconds() - cpu,
        Usage.peakMemoryBytes(),
        values);
  }

  private static ByteBuffer images(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
    return buffer.put(bytes).flip();
  }
}
