// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.api;

import java.util.List;

/** The cells of a study in its own order. */
public record StudyMetrics(String studyId, String name, List<CellMetrics> cells) {}
