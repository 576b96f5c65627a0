import { type ModelCapabilities, version } from '@akezora/contract';

/** Name of the one endpoint. */
export const endpointName = 'generate_video';

/** Id of the function. Ids start at 1, since some clients read 0 as "none". */
export const functionId = 1;

const component = (id: number, type: string, props: object) => ({
  id,
  type,
  props: { visible: true, name: type, ...props },
  skip_api: false,
  component_class_id: type,
  key: null,
});

/** Inputs after the first frame, which most calls leave out; what the model does not have is listed as ignored. */
const options = [
  { id: 7, name: 'seed', kind: 'number', label: 'Seed (-1: random)', value: -1, python: 'float' },
  { id: 8, name: 'negative_prompt', kind: 'textbox', label: 'Negative prompt', value: '', python: 'str' },
  { id: 9, name: 'num_inference_steps', kind: 'number', label: 'Steps', value: null, python: 'float' },
  { id: 10, name: 'guidance_scale', kind: 'number', label: 'Guidance scale', value: null, python: 'float' },
  { id: 11, name: 'fps', kind: 'number', label: 'Frame rate', value: null, python: 'float' },
  { id: 12, name: 'loras', kind: 'textbox', label: 'LoRAs (NAME:STRENGTH, …)', value: '', python: 'str' },
] as const;

/** Resolution of a call that names none: the smallest, which a public page makes soonest. */
const usual = '360p';

/** Length in seconds of a call that names none. */
const usualSeconds = 5;

const range = { label: 'Duration', value: usualSeconds, step: 0.1 };

/** Answer of `/config`: the description of the app for Gradio's clients, within the limits of its model. */
export const gradioConfig = (root: string, appId: number, { seconds, resolutions }: ModelCapabilities): object => ({
  version: '5.49.1',
  api_prefix: '/gradio_api',
  mode: 'blocks',
  app_id: appId,
  dev_mode: false,
  title: 'Akezora',
  is_space: false,
  is_colab: false,
  enable_queue: true,
  show_error: true,
  show_api: true,
  connect_heartbeat: false,
  protocol: 'sse_v3',
  max_file_size: null,
  root,
  username: null,
  akezora: version,
  components: [
    component(1, 'textbox', { label: 'Prompt', value: '' }),
    component(2, 'dropdown', { label: 'Resolution', value: usual, choices: resolutions.map((name) => [name, name]) }),
    component(3, 'slider', { ...range, minimum: seconds.min, maximum: seconds.max }),
    component(4, 'image', { label: 'First frame', value: null }),
    ...options.map(({ id, kind, label, value }) => component(id, kind, { label, value })),
    component(5, 'video', { label: 'Video' }),
    component(6, 'json', { label: 'Prompt as understood' }),
  ],
  layout: { id: 0, children: [1, 2, 3, 4, ...options.map(({ id }) => id), 5, 6].map((id) => ({ id })) },
  dependencies: [
    {
      id: functionId,
      targets: [],
      inputs: [1, 2, 3, 4, ...options.map(({ id }) => id)],
      outputs: [5, 6],
      backend_fn: true,
      js: null,
      queue: true,
      api_name: endpointName,
      api_visibility: 'public',
      show_api: true,
      scroll_to_output: false,
      show_progress: 'full',
      batch: false,
      max_batch_size: 4,
      cancels: [],
      types: { generator: false, cancel: false },
      collects_event_data: false,
      trigger_after: null,
      trigger_only_on_success: false,
      zerogpu: false,
      rendered_in: null,
    },
  ],
});

const fileType = {
  title: 'FileData',
  type: 'object',
  properties: {
    path: { type: 'string' },
    url: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
    orig_name: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
    mime_type: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
    meta: { type: 'object', default: { _type: 'gradio.FileData' } },
  },
  required: ['path'],
};

/** Answer of `/gradio_api/info`: the endpoint's parameters and returns. */
export const gradioInfo = ({ seconds, resolutions }: ModelCapabilities): object => ({
  named_endpoints: {
    [`/${endpointName}`]: {
      parameters: [
        {
          label: 'Prompt',
          parameter_name: 'prompt',
          parameter_has_default: false,
          parameter_default: null,
          type: { type: 'string' },
          python_type: { type: 'str', description: '' },
          component: 'Textbox',
          example_input: 'a fox running through falling snow at dusk',
        },
        {
          label: 'Resolution',
          parameter_name: 'resolution',
          parameter_has_default: true,
          parameter_default: usual,
          type: { enum: resolutions, title: 'Dropdown', type: 'string' },
          python_type: { type: `Literal[${resolutions.map((name) => `'${name}'`).join(', ')}]`, description: '' },
          component: 'Dropdown',
          example_input: usual,
        },
        {
          label: 'Duration',
          parameter_name: 'duration',
          parameter_has_default: true,
          parameter_default: usualSeconds,
          type: { type: 'number', description: `numeric value between ${seconds.min} and ${seconds.max}` },
          python_type: { type: 'float', description: `numeric value between ${seconds.min} and ${seconds.max}` },
          component: 'Slider',
          example_input: usualSeconds,
        },
        {
          label: 'First frame',
          parameter_name: 'image',
          parameter_has_default: true,
          parameter_default: null,
          type: fileType,
          python_type: { type: 'filepath', description: '' },
          component: 'Image',
          example_input: null,
        },
        ...options.map(({ name, kind, label, value, python }) => ({
          label,
          parameter_name: name,
          parameter_has_default: true,
          parameter_default: value,
          type: { type: kind === 'number' ? 'number' : 'string' },
          python_type: { type: python, description: '' },
          component: kind === 'number' ? 'Number' : 'Textbox',
          example_input: value,
        })),
      ],
      returns: [
        {
          label: 'Video',
          type: { type: 'object', properties: { video: fileType, subtitles: { anyOf: [fileType, { type: 'null' }] } } },
          python_type: { type: 'dict(video: filepath, subtitles: filepath | None)', description: '' },
          component: 'Video',
        },
        {
          label: 'Prompt as understood',
          type: { type: {}, description: 'any valid json' },
          python_type: { type: 'str | float | bool | list | dict', description: 'any valid json' },
          component: 'Json',
        },
      ],
      api_visibility: 'public',
      show_api: true,
    },
  },
  unnamed_endpoints: {},
});
