// SPDX-License-Identifier: Apache-2.0
/**
 * Files of model weights and what is known about them: restricted readers, a writer, the backbones
 * with the names and shapes of their parameters, and the official files.
 *
 * <p>A family of backbones is declared in one file, that of its {@link
 * dev.assay.weights.Architecture}: for example {@link dev.assay.weights.ResNetArchitecture}. {@link
 * dev.assay.weights.BackboneCatalogue} lists them.
 */
@NullMarked
package dev.assay.weights;

import org.jspecify.annotations.NullMarked;
