// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.reporting.ReportAssembly;
import dev.assay.reporting.StoredSamples;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.plot.SvgPrinter;
import dev.assay.reporting.report.Report;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The export of made-up events. */
final class Exported {
  private static final SvgPrinter PRINTER = new SvgPrinter();

  private Exported() {}

  /**
   * @param features of every run
   */
  static byte[] archive(
      FileSystemStore store,
      List<AssayEvent> events,
      List<ArtifactRef> features,
      Set<ExportPart> parts)
      throws IOException {
    StudyHistory history = StudyHistory.of(events);
    Report report = ReportAssembly.report(history, new StoredSamples(store)).orElseThrow();
    StudyExport export =
        new StudyExport(
            history,
            history.submission().orElseThrow(),
            report,
            store,
            (stage, key, out) -> out.write((stage + " " + key).getBytes(StandardCharsets.UTF_8)),
            (studyId, key) -> features,
            PRINTER);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ExportArchive.write(export.files(parts), bytes);
    return bytes.toByteArray();
  }

  /** No name is there twice. */
  static Map<String, byte[]> unzip(byte[] bytes) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        assertThat(files.put(entry.getName(), zip.readAllBytes())).isNull();
      }
    }
    return files;
  }

  static String text(Map<String, byte[]> files, String name) {
    byte[] bytes = files.get(name);
    assertThat(bytes).as(name + " of " + files.keySet()).isNotNull();
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
