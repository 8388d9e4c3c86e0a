// SPDX-License-Identifier: Apache-2.0
/**
 * Studies: {@link dev.assay.data.study.StudyPlanner} checks a study file and plans its splits and
 * cells, {@link dev.assay.data.study.StudySubmissions} stores the plan with its events, {@link
 * dev.assay.data.study.StudyStates} follows the study until its end, and {@link
 * dev.assay.data.study.NewDataHandler} makes new revisions.
 */
@NullMarked
package dev.assay.data.study;

import org.jspecify.annotations.NullMarked;
