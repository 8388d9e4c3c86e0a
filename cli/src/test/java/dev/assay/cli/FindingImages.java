// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

import dev.assay.datasets.phantom.PhantomChestXrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Drawn images of patients that may show several findings, with the table that says which.
 *
 * @param rows what the table says of mass, edema and hernia, for each image
 */
public record FindingImages(Path folder, List<List<String>> rows) {
  private static final Pattern PATIENT = Pattern.compile("person\\d+|IM-\\d+");

  /**
   * Sixty images of thirty patients. A mass is known for all but one, an edema for four of five,
   * and no image shows a hernia. Of one image nothing is known.
   */
  public static FindingImages write(Path folder) throws IOException {
    new PhantomChestXrays(60, 32, 1).write(folder);
    List<List<String>> rows = new ArrayList<>();
    StringBuilder table = new StringBuilder("image,patient,true_Mass,true_Edema,true_Hernia\n");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".png")).sorted().toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        Matcher patient = PATIENT.matcher(name);
        if (!patient.find()) {
          throw new IOException("no patient in " + name);
        }
        List<String> row = row(rows.size(), name.contains("PNEUMONIA"));
        rows.add(row);
        table.append(name + "," + patient.group() + "," + String.join(",", row) + "\n");
      }
    }
    Files.writeString(folder.resolve("images.csv"), table);
    return new FindingImages(folder, rows);
  }

  /** How many rows say that of a finding. */
  public int count(int finding, String value) {
    return (int) rows.stream().filter(row -> row.get(finding).equals(value)).count();
  }

  private static List<String> row(int number, boolean ill) {
    if (number == 7) {
      return List.of("", "-1", "");
    }
    String edema = number % 5 == 0 ? "" : number % 3 == 0 ? "1" : "0";
    return List.of(ill ? "1" : "0", edema, "0");
  }
}
