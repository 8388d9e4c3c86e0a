/** Parameters that gradient descent may change, and how their gradients are kept. */
@NullMarked
package dev.assay.backbones.gradients;

import org.jspecify.annotations.NullMarked;
