/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vol-upload and vol-download: the contents of a volume from and into a file of this machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/commands.h"
#include "tools/output.h"
#include "tools/size.h"
#include "tools/storage.h"
#include "tools/transfer.h"

static const Option transfer_options[] = {
    OPTION_VOLUME,
    {"file", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "file of this machine; - is standard input or output", complete_files},
    OPTION_POOL_OF_VOLUME,
    {"offset", OPTION_STRING, 0, "where in the volume to begin, in bytes or with a unit", NULL},
    {"length", OPTION_STRING, 0, "how much, in bytes or with a unit", NULL},
    {"sparse", OPTION_BOOL, 0, "keep holes, and do not send them", NULL},
    {0},
};

/* What both commands are given. */
typedef struct Request {
    const char *path;
    uint64_t offset;
    uint64_t length; /* 0: all */
    unsigned flags;
} Request;

static bool request_parse(const Arguments *arguments, Request *ret_request)
{
    const char *offset = arguments_string(arguments, "offset");
    const char *length = arguments_string(arguments, "length");
    Request request = {.path = arguments_string(arguments, "file")};

    if ((offset && !size_parse(offset, "offset", &request.offset)) ||
        (length && !size_parse(length, "length", &request.length)))
        return false;
    if (arguments_has(arguments, "sparse"))
        request.flags = VMRPC_VOLUME_TRANSFER_SPARSE;
    *ret_request = request;
    return true;
}

static void report(Tool *tool, const Progress *progress)
{
    if (tool->json && !tool->wrote_bytes)
        output_json(json_pack("{s:I}", "bytes", (json_int_t) progress->done));
}

/* ---- upload ------------------------------------------------- */

/* How many bytes there are to send; 0 if the file does not say. */
static uint64_t file_size(int fd, uint64_t limit)
{
    struct stat st;

    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
        return limit;
    return limit ? MIN(limit, (uint64_t) st.st_size) : (uint64_t) st.st_size;
}

static bool upload(Tool *tool, VmrpcVolume *volume, const Request *request, int fd)
{
    g_autofree char *what = g_strdup_printf("upload to volume %s", vmrpc_volume_name(volume));
    VmrpcError *error = NULL;
    g_autoptr(VmrpcStream) stream =
        vmrpc_volume_upload(volume, request->offset, request->length, request->flags, &error);
    Progress progress;
    Transfer transfer = {.stream = stream,
                         .what = what,
                         .fd = fd,
                         .path = request->path,
                         .sparse = request->flags & VMRPC_VOLUME_TRANSFER_SPARSE,
                         .limit = request->length,
                         .progress = &progress};
    bool done;

    if (!stream)
        return tool_fail(error, "cannot %s", what);
    progress_begin(&progress, tool, "Uploading", file_size(fd, request->length));
    done = transfer_send(&transfer);
    progress_end(&progress);
    if (done)
        report(tool, &progress);
    return done;
}

static bool run_vol_upload(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcVolume) volume = NULL;
    Request request;
    bool done;
    int fd = STDIN_FILENO;

    if (!request_parse(arguments, &request))
        return false;
    volume = storage_volume(tool, arguments, "pool");
    if (!volume)
        return false;
    if (!strcmp(request.path, "-"))
        return upload(tool, volume, &request, fd);
    fd = open(request.path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return tool_fail(NULL, "cannot read '%s': %s", request.path, g_strerror(errno));
    done = upload(tool, volume, &request, fd);
    close(fd);
    return done;
}

/* ---- download ------------------------------------------------- */

/* How many bytes will come; 0 if nobody knows. */
static uint64_t volume_size(VmrpcVolume *volume, const Request *request)
{
    VmrpcVolumeInfo info;

    if (vmrpc_volume_info(volume, VMRPC_VOLUME_INFO_PHYSICAL, &info, NULL) < 0 ||
        info.allocation <= request->offset)
        return request->length;
    info.allocation -= request->offset;
    return request->length ? MIN(request->length, info.allocation) : info.allocation;
}

static bool download(Tool *tool, VmrpcVolume *volume, const Request *request)
{
    g_autofree char *what = g_strdup_printf("download from volume %s", vmrpc_volume_name(volume));
    VmrpcError *error = NULL;
    g_autoptr(VmrpcStream) stream =
        vmrpc_volume_download(volume, request->offset, request->length, request->flags, &error);
    Progress progress;
    Transfer transfer = {.stream = stream,
                         .what = what,
                         .fd = STDOUT_FILENO,
                         .path = request->path,
                         .sparse = request->flags & VMRPC_VOLUME_TRANSFER_SPARSE,
                         .progress = &progress};
    bool done;

    if (!stream)
        return tool_fail(error, "cannot %s", what);
    progress_begin(&progress, tool, "Downloading", volume_size(volume, request));
    done = tool->wrote_bytes ? transfer_receive(&transfer) : transfer_receive_file(&transfer);
    progress_end(&progress);
    if (done)
        report(tool, &progress);
    return done;
}

static bool run_vol_download(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcVolume) volume = NULL;
    Request request;

    if (!request_parse(arguments, &request))
        return false;
    volume = storage_volume(tool, arguments, "pool");
    if (!volume)
        return false;
    if (!strcmp(request.path, "-")) {
        tool->wrote_bytes = true;
        request.flags &= ~(unsigned) VMRPC_VOLUME_TRANSFER_SPARSE; /* a pipe has no holes */
    }
    return download(tool, volume, &request);
}

const Command commands_volume_transfer[] = {
    {"vol-download", "copy the contents of a volume into a file",
     "Writes what is in a volume, as it is on disk, into a file of this machine.", transfer_options,
     COMMAND_JSON | COMMAND_SLOW, run_vol_download},
    {"vol-upload", "copy a file into a volume",
     "Writes a file of this machine into a volume, as it is. It is on disk when the command has\n"
     "    succeeded.",
     transfer_options, COMMAND_JSON | COMMAND_SLOW, run_vol_upload},
    {0},
};
