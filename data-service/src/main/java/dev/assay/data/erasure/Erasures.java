// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import dev.assay.contracts.Hash;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.ErasureRequested.ErasedStudy;
import dev.assay.data.WorkFolder;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.ImageRow;
import dev.assay.data.store.ImportedModelRow;
import dev.assay.data.store.Locks;
import dev.assay.data.store.StudyRow;
import dev.assay.data.store.VersionRow;
import dev.assay.data.store.WeightsRow;
import dev.assay.data.thumbnail.ScannedThumbnails;
import dev.assay.data.thumbnail.Thumbnails;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ImageObserver;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Erases a study, a version of a data set, a data set, a weights file, a patient or an image. One
 * transaction removes the rows of this service and requests the same of the others, so an erasure
 * begins completely or not at all. {@link ErasureLoop} then deletes the files.
 */
@ApplicationScoped
public class Erasures {
  private static final Logger LOG = Logger.getLogger(Erasures.class);
  private static final int ID_DIGITS = 12;
  private static final int LEAST_DIGITS = 8;

  /** Split manifests of all studies are read. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Affected affected;
  private final ChosenImages images;
  private final PartErasures parts;
  private final Thumbnails thumbnails;
  private final RemovedRows rows;
  private final WorkFolder work;
  private final EntityManager entities;
  private final Clock clock;

  Erasures(
      Affected affected,
      ChosenImages images,
      PartErasures parts,
      Thumbnails thumbnails,
      RemovedRows rows,
      WorkFolder work,
      EntityManager entities,
      Clock clock) {
    this.affected = affected;
    this.images = images;
    this.parts = parts;
    this.thumbnails = thumbnails;
    this.rows = rows;
    this.work = work;
    this.entities = entities;
    this.clock = clock;
  }

  /** What is erased, as rows. */
  record Target(
      ErasureWanted.Subject subject,
      List<VersionRow> versions,
      Optional<DatasetRow> dataset,
      Optional<WeightsRow> weights,
      Optional<ImportedModelRow> model,
      List<StudyRow> studies,
      Optional<PartErasure> part) {}

  /**
   * What an erasure would remove; nothing is.
   *
   * @return empty if there is no such thing
   */
  public Optional<ErasureView> preview(ErasureWanted wanted) {
    return inTransaction(() -> target(wanted).map(this::view));
  }

  /**
   * Begins an erasure.
   *
   * @param by name of the operator
   * @return empty if there is no such thing, for example because it was erased before
   */
  public Optional<ErasureView> erase(ErasureWanted wanted, String by) {
    return inTransaction(
        () -> {
          // Until the commit no study begins, so none is left out of those that are affected.
          Locks.take(entities, Locks.ERASURE);
          return target(wanted).map(target -> erase(target, by));
        });
  }

  private static <T> T inTransaction(Callable<T> action) {
    return QuarkusTransaction.requiringNew()
        .timeout(Math.toIntExact(PATIENCE.toSeconds()))
        .call(action);
  }

  private ErasureView erase(Target target, String by) {
    Instant now = clock.instant();
    ErasureView view = view(target);
    String id =
        Hash.ofText(now + " " + by + " " + view + " " + System.nanoTime()).substring(0, ID_DIGITS);
    ErasureRequested request =
        new ErasureRequested(
            id,
            view.subject(),
            by,
            now.toString(),
            target.studies().stream()
                .map(
                    study ->
                        new ErasedStudy(study.studyId, study.name, study.submittedAt.toString()))
                .toList(),
            Stream.concat(
                    view.versions().stream().map(ErasureView.Version::version),
                    view.weights().stream())
                .toList());
    List<Path> folders = folders(target);
    target.part().ifPresent(part -> part.rests().forEach(this::keepThumbnails));
    rows.remove(target, request, folders);
    LOG.infof(
        "erasure %s of a %s: %d versions, %d studies",
        id, view.subject(), target.versions().size(), target.studies().size());
    return view.under(id);
  }

  private void keepThumbnails(String dataset, DatasetVersion rest) {
    try (ScannedThumbnails none = thumbnails.collect(ImageObserver.NONE)) {
      thumbnails.keep(dataset, rest, none);
    } catch (IOException e) {
      throw new UncheckedIOException("the thumbnails of a version cannot be closed", e);
    }
  }

  private Optional<Target> target(ErasureWanted wanted) {
    return switch (wanted.checked()) {
      case STUDY ->
          StudyRow.of(wanted.theStudy())
              .filter(study -> study.state != StudyRow.State.DATA_WITHDRAWN)
              .map(
                  study ->
                      new Target(
                          ErasureWanted.Subject.STUDY,
                          List.of(),
                          Optional.empty(),
                          Optional.empty(),
                          Optional.empty(),
                          List.of(study),
                          Optional.empty()));
      case VERSION ->
          version(wanted.theDataset(), wanted.theVersion())
              .map(version -> ofVersions(ErasureWanted.Subject.VERSION, List.of(version)));
      case DATASET ->
          DatasetRow.of(wanted.theDataset())
              .map(
                  dataset ->
                      ofVersions(
                          ErasureWanted.Subject.DATASET, VersionRow.newestFirst(dataset.name)));
      case WEIGHTS -> ofWeights(wanted.theWeights());
      case PATIENT ->
          ofImages(
              ErasureWanted.Subject.PATIENT,
              images.patient(wanted.theDataset(), wanted.thePatient()));
      case IMAGE ->
          ofImages(
              ErasureWanted.Subject.IMAGE, images.image(wanted.theDataset(), wanted.theImage()));
    };
  }

  /** By the whole hash, or by its beginning if that is of one version. */
  private static Optional<VersionRow> version(String dataset, String hash) {
    List<VersionRow> found =
        VersionRow.newestFirst(dataset).stream()
            .filter(version -> version.contentHash.startsWith(hash))
            .toList();
    return hash.length() >= LEAST_DIGITS && found.size() == 1
        ? Optional.of(found.getFirst())
        : Optional.empty();
  }

  private Target ofVersions(ErasureWanted.Subject subject, List<VersionRow> versions) {
    Optional<DatasetRow> dataset =
        subject == ErasureWanted.Subject.DATASET
            ? versions.stream().findFirst().flatMap(version -> DatasetRow.of(version.dataset))
            : Optional.empty();
    return new Target(
        subject,
        versions,
        dataset,
        Optional.empty(),
        Optional.empty(),
        affected.byVersions(versions),
        Optional.empty());
  }

  private Optional<Target> ofImages(ErasureWanted.Subject subject, Chosen chosen) {
    return parts
        .of(chosen, subject.label())
        .map(
            part ->
                new Target(
                    subject,
                    part.versions(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    affected.byImages(part.versions(), part.contents()),
                    Optional.of(part)));
  }

  private Optional<Target> ofWeights(String sha256) {
    Optional<WeightsRow> weights = WeightsRow.of(sha256);
    Optional<ImportedModelRow> model = ImportedModelRow.withFile(sha256);
    return weights.isEmpty() && model.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Target(
                ErasureWanted.Subject.WEIGHTS,
                List.of(),
                Optional.empty(),
                weights,
                model,
                affected.byWeights(sha256),
                Optional.empty()));
  }

  private ErasureView view(Target target) {
    List<String> notes = new ArrayList<>();
    long outside = 0;
    List<ErasureView.Version> versions = new ArrayList<>();
    for (VersionRow version : target.versions()) {
      long images = ImageRow.count("versionId", version.id);
      versions.add(new ErasureView.Version(version.dataset, version.contentHash, images));
      if (target.part().isEmpty() && !work.owns(Path.of(version.root))) {
        outside += images;
      }
    }
    if (target.part().isPresent()) {
      PartErasure part = target.part().get();
      notes.addAll(part.notes());
      outside = part.staying().size();
      if (outside > 0) {
        notes.add(
            "files in registered folders stay and are never taken up again; delete them there");
      }
    } else if (outside > 0) {
      notes.add(
          "the files of images that lie in registered folders stay; delete them there, or the next"
              + " registration finds them again");
    }
    return new ErasureView(
        null,
        target.subject().label(),
        List.copyOf(versions),
        target
            .weights()
            .map(row -> List.of(row.sha256))
            .or(() -> target.model().map(row -> List.of(row.file().sha256())))
            .orElse(List.of()),
        target.studies().stream()
            .map(study -> new ErasureView.Study(study.studyId, study.name, study.state.label()))
            .toList(),
        target.part().map(PartErasure::images).orElse(null),
        target.part().map(part -> part.rests().entrySet().stream()).stream()
            .flatMap(rests -> rests)
            .map(
                rest ->
                    new ErasureView.Version(
                        rest.getKey(),
                        rest.getValue().contentHash(),
                        rest.getValue().images().size()))
            .toList(),
        outside,
        target.part().map(PartErasure::staying).orElse(List.of()).stream()
            .map(Path::toString)
            .toList(),
        List.copyOf(notes));
  }

  /** Folders of this service that only these versions use, and files of single images. */
  private List<Path> folders(Target target) {
    List<Long> gone = target.versions().stream().map(version -> version.id).toList();
    List<Path> used =
        VersionRow.<VersionRow>streamAll()
            .filter(version -> !gone.contains(version.id))
            .map(version -> Path.of(version.root))
            .collect(Collectors.toCollection(ArrayList::new));
    List<Path> folders = new ArrayList<>();
    target
        .part()
        .ifPresent(
            part -> {
              part.rests().values().forEach(rest -> used.add(rest.root()));
              folders.addAll(part.files());
            });
    for (VersionRow version : target.versions()) {
      work.uploadOf(Path.of(version.root))
          .filter(upload -> used.stream().noneMatch(root -> root.startsWith(upload)))
          .filter(upload -> !folders.contains(upload))
          .ifPresent(folders::add);
    }
    return folders;
  }
}
