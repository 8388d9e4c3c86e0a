// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.layers.NamedBlock;
import org.jspecify.annotations.Nullable;

/**
 * What a run has trained.
 *
 * @param network the whole of it
 * @param parameters number of those that were trained
 * @param fitted the trained part at each checkpoint
 * @param featuresFile name of the file of features, if this run computed any
 * @param frozenTensors so many tensors at the beginning of the network's state were not trained;
 *     absent: all were
 */
record Trained(
    NamedBlock network,
    long parameters,
    Fitted fitted,
    @Nullable String featuresFile,
    @Nullable Integer frozenTensors) {}
