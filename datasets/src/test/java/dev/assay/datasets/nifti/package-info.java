// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.datasets.nifti;

import org.jspecify.annotations.NullMarked;
