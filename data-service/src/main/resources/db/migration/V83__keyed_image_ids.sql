-- Packed images now name images by keyed ids. Studies refer to their own files, which stay; a new study packs anew.
delete from packed_pixels;
