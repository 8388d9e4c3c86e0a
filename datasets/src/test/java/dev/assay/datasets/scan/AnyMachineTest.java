// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.processes.JavaCommand;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files are the same version on every machine. */
class AnyMachineTest {
  @TempDir Path folder;

  /** Photographs of 2124 x 2056 pixels, as iChallenge-AMD has them. */
  @Test
  void readsTheSameImagesWithAnyHeapAndAnyNumberOfProcessors() throws Exception {
    for (int i = 0; i < 4; i++) {
      photograph(folder.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".jpg"), i);
    }
    Set<String> versions = new HashSet<>();
    for (int processors : new int[] {1, 8, 64}) {
      String found = scan(processors);
      assertThat(found).startsWith(processors + " 4 0 ");
      versions.add(found.substring(found.lastIndexOf(' ')));
    }
    assertThat(versions).hasSize(1);
  }

  private String scan(int processors) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                JavaCommand.main(
                        ScanMain.class.getName(),
                        List.of(System.getProperty("java.class.path").split(File.pathSeparator)))
                    .options(
                        "-XX:ActiveProcessorCount=" + processors,
                        "-Xmx" + (processors == 8 ? 512 : 48) + "m")
                    .arguments(folder.toString())
                    .words())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return output;
  }

  private static void photograph(Path file, int seed) throws IOException {
    BufferedImage image = new BufferedImage(2124, 2056, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(200, 80 + seed, 30));
    pen.fillOval(100, 60 + 40 * seed, 1900, 1900);
    pen.dispose();
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, "jpeg", file.toFile())).isTrue();
  }
}
