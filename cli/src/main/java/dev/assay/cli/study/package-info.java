// SPDX-License-Identifier: Apache-2.0
/** A study before it is submitted: its file, its images, its weights and its plan. */
@NullMarked
package dev.assay.cli.study;

import org.jspecify.annotations.NullMarked;
