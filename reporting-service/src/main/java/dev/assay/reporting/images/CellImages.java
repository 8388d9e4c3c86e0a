// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Part;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.store.EventLog;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The test images of cells, and what was said of them. */
@Singleton
public class CellImages {
  /** Cells that stay in memory while there is room: a page asks for each of its images. */
  private static final int REMEMBERED = 16;

  private final EventLog log;
  private final ArtifactStore store;
  private final Map<Key, Known> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
              return size() > REMEMBERED;
            }
          });

  private record Key(String studyId, String cellId) {}

  /**
   * @param events how many the study had
   */
  private record Known(long events, SoftReference<TestedCell> cell) {}

  CellImages(EventLog log, ArtifactStore store) {
    this.log = log;
    this.store = store;
  }

  /** Absent if there is no such cell, or nothing of it is scored. */
  public Optional<TestedCell> of(String studyId, String cellId) {
    long events = log.revision(studyId).events();
    Key key = new Key(studyId, cellId);
    Known before = known.get(key);
    TestedCell cell = before == null || before.events() != events ? null : before.cell().get();
    if (cell != null) {
      return Optional.of(cell);
    }
    StudyHistory history = log.history(studyId);
    Optional<TestedCell> read =
        history
            .submission()
            .flatMap(
                study ->
                    study.cells().stream()
                        .filter(one -> one.cellId().equals(cellId) && !one.isPooled())
                        .findFirst()
                        .flatMap(one -> read(history, study, one)));
    read.ifPresent(one -> known.put(key, new Known(events, new SoftReference<>(one))));
    return read;
  }

  private Optional<TestedCell> read(StudyHistory history, StudySubmitted study, Cell cell) {
    List<PredictionsReady> runs = scored(history, study, cell);
    Optional<SplitPublished> split = history.split(cell.dataset());
    if (runs.isEmpty() || split.isEmpty()) {
      return Optional.empty();
    }
    try {
      SplitManifest manifest = SplitManifest.read(store.local(split.get().manifest()));
      Map<String, String> contents = new LinkedHashMap<>();
      manifest.part(Part.TEST).forEach(entry -> contents.put(entry.image(), entry.sha256()));
      Answers answers =
          manifest.hasFindings()
              ? FindingAnswers.of(all(runs, FindingPredictions::read))
              : CellAnswers.of(all(runs, Predictions::read));
      return Optional.of(
          new TestedCell(cell, split.get(), manifest.version(), contents, runs, answers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Reader<P> {
    P read(Path file) throws IOException;
  }

  /** The test predictions of runs. */
  private <P> List<P> all(List<PredictionsReady> runs, Reader<P> reader) throws IOException {
    List<P> all = new ArrayList<>();
    for (PredictionsReady run : runs) {
      all.add(reader.read(store.local(run.test())));
    }
    return all;
  }

  private static List<PredictionsReady> scored(
      StudyHistory history, StudySubmitted study, Cell cell) {
    return study.seeds().stream()
        .map(seed -> history.scored(cell.cellId(), seed))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * What one run says of an image.
   *
   * @param names of the classes or the findings, in the order of the probabilities
   * @param <R> a row of its predictions
   */
  public record Said<R>(Cell cell, PredictionsReady run, List<String> names, R row) {}

  /**
   * What every scored run of the study says of an image of a data set's test part, in the order of
   * the cells and seeds.
   */
  public List<Said<Predictions.Row>> everyone(String studyId, String dataset, String image) {
    return everyone(
        studyId,
        dataset,
        (cell, run) -> {
          Predictions found = Predictions.read(store.local(run.test()), image);
          return found.rows().stream().map(row -> new Said<>(cell, run, found.classes(), row));
        });
  }

  /** The same where images may show several findings. */
  public List<Said<FindingPredictions.Row>> everyoneOfFindings(
      String studyId, String dataset, String image) {
    return everyone(
        studyId,
        dataset,
        (cell, run) -> {
          FindingPredictions found = FindingPredictions.read(store.local(run.test()), image);
          return found.rows().stream().map(row -> new Said<>(cell, run, found.findings(), row));
        });
  }

  private interface Sayings<R> {
    Stream<Said<R>> of(Cell cell, PredictionsReady run) throws IOException;
  }

  private <R> List<Said<R>> everyone(String studyId, String dataset, Sayings<R> sayings) {
    StudyHistory history = log.history(studyId);
    List<Said<R>> all = new ArrayList<>();
    history
        .submission()
        .ifPresent(
            study ->
                study.cells().stream()
                    .filter(cell -> cell.dataset().equals(dataset) && !cell.isPooled())
                    .forEach(
                        cell ->
                            scored(history, study, cell)
                                .forEach(run -> said(sayings, cell, run).ifPresent(all::add))));
    return all;
  }

  private static <R> Optional<Said<R>> said(Sayings<R> sayings, Cell cell, PredictionsReady run) {
    try {
      return sayings.of(cell, run).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
