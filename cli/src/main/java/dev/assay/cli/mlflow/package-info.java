// SPDX-License-Identifier: Apache-2.0
/** Sends an exported study to an MLflow tracking server. */
@NullMarked
package dev.assay.cli.mlflow;

import org.jspecify.annotations.NullMarked;
