@NullMarked
package dev.assay.datasets.dicom;

import org.jspecify.annotations.NullMarked;
