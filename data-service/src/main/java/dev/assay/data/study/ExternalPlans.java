// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.Fault;
import dev.assay.contracts.study.ExternalSet;
import dev.assay.contracts.study.StudySpec;
import dev.assay.data.dataset.FingerprintStore;
import dev.assay.data.dataset.Versions;
import dev.assay.data.store.VersionRow;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.split.ExternalSplit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans the external sets of a data set: other data sets that its models are tested on. */
@ApplicationScoped
public class ExternalPlans {
  private final Versions versions;
  private final FingerprintStore fingerprintStore;

  ExternalPlans(Versions versions, FingerprintStore fingerprintStore) {
    this.versions = versions;
    this.fingerprintStore = fingerprintStore;
  }

  /**
   * The two data sets of a section that is tested on an external set.
   *
   * @param split the split of the section
   * @param trained the data set that the models are trained on
   * @param tested the external set
   */
  record Joined(ExternalSplit split, Registered trained, Registered tested) {}

  /**
   * The current version of a registered data set.
   *
   * @param at its place in the study file
   * @param hash of its content
   */
  record Registered(String dataset, String at, String hash, DatasetVersion version) {}

  /**
   * Plans one section for each external set of a data set.
   *
   * @param at place of the data set in the study file
   * @param trained the split that its models are trained on
   * @param faults receives every fault
   */
  List<PlannedSplit> of(
      StudySpec.Dataset dataset,
      String at,
      PlannedSplit trained,
      VersionRow row,
      DatasetVersion version,
      List<Fault> faults) {
    List<PlannedSplit> planned = new ArrayList<>();
    Registered own = new Registered(dataset.name(), at, row.contentHash, version);
    for (int i = 0; i < dataset.external().size(); i++) {
      ExternalSet set = dataset.external().get(i);
      String place = at + ".external[" + i + "]";
      Optional<VersionRow> registered =
          RegisteredDatasets.find(set.name(), set.layout(), set.decoding(), place, faults);
      if (registered.isPresent()) {
        try {
          planned.add(
              planned(
                  dataset.externalSections().get(i),
                  set,
                  place,
                  trained,
                  row,
                  own,
                  registered.get()));
        } catch (DatasetException e) {
          e.faults().forEach(fault -> faults.add(new Fault(place, set.name(), fault)));
        }
      }
    }
    return planned;
  }

  private PlannedSplit planned(
      String section,
      ExternalSet set,
      String place,
      PlannedSplit trained,
      VersionRow row,
      Registered own,
      VersionRow other)
      throws DatasetException {
    DatasetVersion version = versions.load(other);
    ExternalSplit test = ExternalSplit.of(own.dataset(), trained.split(), version, set);
    ExternalSplit warned =
        new ExternalSplit(
            test.split()
                .withWarnings(
                    fingerprintStore
                        .leaks(
                            List.of(row, other), test.split().version(), test.split().partByImage())
                        .warnings()),
            test.hashes(),
            test.external());
    return new PlannedSplit(
        section,
        set.name(),
        place,
        warned.split().splitId(),
        warned.split(),
        true,
        new Joined(warned, own, new Registered(set.name(), place, other.contentHash, version)));
  }
}
