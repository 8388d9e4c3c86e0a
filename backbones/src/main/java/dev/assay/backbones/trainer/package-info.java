// SPDX-License-Identifier: Apache-2.0
/** The trainer process. Start reading at {@link dev.assay.backbones.trainer.TrainingLoop}. */
@NullMarked
package dev.assay.backbones.trainer;

import org.jspecify.annotations.NullMarked;
