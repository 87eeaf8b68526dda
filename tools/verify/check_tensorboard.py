"""Reads a log by TensorBoard's own reader and its plugin for hyper-parameters, and prints what it has as JSON:  check_tensorboard.py FOLDER   (needs `tensorboard`)"""
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import IMAGES, SCALARS, TENSORS, EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2

events = EventAccumulator(sys.argv[1], size_guidance={SCALARS: 0, IMAGES: 0, TENSORS: 0}).Reload()
tags = events.Tags()
sessions = events.PluginTagToContent('hparams')


def data_of(tag):
    return plugin_data_pb2.HParamsPluginData.FromString(sessions[tag])


start = data_of('_hparams_/session_start_info').session_start_info
print(json.dumps({
    'scalars': {tag: [[event.step, event.value] for event in events.Scalars(tag)] for tag in tags['scalars']},
    'images': {tag: [[event.step, event.width, event.height] for event in events.Images(tag)] for tag in tags['images']},
    'hparams': {name: getattr(value, value.WhichOneof('kind')) for name, value in start.hparams.items()},
    'metrics': [info.name.tag for info in data_of('_hparams_/experiment').experiment.metric_infos],
    'status': data_of('_hparams_/session_end_info').session_end_info.status,
}))
