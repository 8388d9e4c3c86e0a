// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.datasets.image;

import org.jspecify.annotations.NullMarked;
