import { serveSynthesis } from '../serve-synthesis.js'
import { createFliteModel } from './flite-model.js'

serveSynthesis(createFliteModel())
