/**
 * Files of model weights and what is known about them: restricted readers, a writer, the backbones
 * with the names and shapes of their parameters, and the official files.
 *
 * <p>A new backbone needs, here, a file that lists its parameters (like {@link
 * dev.assay.weights.ResNetParameters}), an entry in {@link dev.assay.weights.BackboneCatalogue} and
 * its official files in {@link dev.assay.weights.OfficialWeights}; its architecture is one file of
 * the module backbones.
 */
@NullMarked
package dev.assay.weights;

import org.jspecify.annotations.NullMarked;
